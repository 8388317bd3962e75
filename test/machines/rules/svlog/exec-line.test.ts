import { expect, test } from 'vitest';
import { execLine } from '../../../../machines/rules/svlog/exec-line.ts';

test.each([
  ['#!/bin/sh\nexec svlogd -tt ./main\n', ['svlogd', '-tt', './main']],
  ['#! /bin/sh\n\n# logs\n  exec\tsvlogd -tt ./main # here\n', ['svlogd', '-tt', './main']],
  ['#!/bin/sh -e\nexec /opt/bin/svlogd ./main', ['/opt/bin/svlogd', './main']],
  ['#!/usr/bin/env sh\nexec svlogd /var/log/x', ['svlogd', '/var/log/x']],
  ['#!/usr/bin/dash\nexec my-logger a=b -x', ['my-logger', 'a=b', '-x']],
  ['#!/bin/bash\nexec svlogd -r "?" \'a b\'c""\n', ['svlogd', '-r', '?', 'a bc']],
])('%j is nothing but a command', (text, command) => {
  expect(execLine(text)).toEqual(command);
});

test.each([
  ['no shell', '#!/usr/bin/perl\nexec svlogd ./main\n'],
  ['no first line', 'exec svlogd ./main\n'],
  ['a first line that is none', ' #!/bin/sh\nexec svlogd ./main\n'],
  ['no name of a shell', '#!/bin/shell\nexec svlogd ./main\n'],
  ['an option of the shell', '#!/bin/sh -x\nexec svlogd ./main\n'],
  ['another option behind -e', '#!/bin/sh -eu\nexec svlogd ./main\n'],
  ['another program than env', '#!/usr/bin/envsh\nexec svlogd ./main\n'],
  ['an empty text', ''],
  ['no exec', '#!/bin/sh\nsvlogd ./main\n'],
  ['another command', '#!/bin/sh\nmkdir -p main\nexec svlogd ./main\n'],
  ['two of them', '#!/bin/sh\nexec svlogd ./a\nexec svlogd ./b\n'],
  ['a second one in the line', '#!/bin/sh\nexec svlogd ./main; true\n'],
  ['a redirection', '#!/bin/sh\nexec svlogd ./main 2>&1\n'],
  ['a redirection without a blank', '#!/bin/sh\nexec svlogd ./main>x\n'],
  ['a variable', '#!/bin/sh\nexec svlogd $DIR\n'],
  ['a variable in quotes', '#!/bin/sh\nexec svlogd "$DIR"\n'],
  ['a substitution', '#!/bin/sh\nexec svlogd `pwd`\n'],
  ['a pattern', '#!/bin/sh\nexec svlogd ./m*\n'],
  ['a question mark', '#!/bin/sh\nexec svlogd ./m?\n'],
  ['a home directory', '#!/bin/sh\nexec svlogd ~/main\n'],
  ['braces', '#!/bin/bash\nexec svlogd ./{a,b}\n'],
  ['an assignment', '#!/bin/sh\nexec TZ=UTC svlogd ./main\n'],
  ['an assignment before it', '#!/bin/sh\nTZ=UTC exec svlogd ./main\n'],
  ["an option of exec's", '#!/bin/bash\nexec -a x svlogd ./main\n'],
  ['a line that goes on', '#!/bin/sh\nexec svlogd \\\n./main\n'],
  ['a quote that does not end', "#!/bin/sh\nexec svlogd './main\n"],
  ['a carriage return', '#!/bin/sh\r\nexec svlogd ./main\r\n'],
  ['nothing', '#!/bin/sh\nexec\n'],
  ['a background job', '#!/bin/sh\nexec svlogd ./main &\n'],
])('%s: something else', (_, text) => {
  expect(execLine(text)).toBeUndefined();
});
