import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isLocalUser } from '../../adapters/local-accounts.ts';
import { temporary } from '../support/temporary.ts';

const PASSWD = 'root:x:0:0::/:/bin/sh\nlog:x:9:9::/:/bin/false\n';

const asked = (order: string | undefined, passwd: string | undefined = PASSWD): (boolean | undefined)[] => {
  const etc = temporary();
  if (order !== undefined) writeFileSync(join(etc, 'nsswitch.conf'), order);
  if (passwd !== '') writeFileSync(join(etc, 'passwd'), passwd);
  return ['log', 'lo', 'x'].map((name) => isLocalUser(name, etc));
};

it('is told where the files say all that is to be known', () => {
  const known = [true, false, false];
  expect(asked(undefined)).toEqual(known);
  expect(asked('passwd: files\n')).toEqual(known);
  expect(asked('# passwd: ldap\n passwd:\tfiles systemd # and no more\ngroup: ldap\n')).toEqual(known);
  expect(asked('group: ldap\n')).toEqual(known);
  expect(asked('passwd: files', '')).toEqual([false, false, false]);
});

it('is not told where somebody else may know more', () => {
  const unknown = [undefined, undefined, undefined];
  expect(asked('passwd: files ldap\n')).toEqual(unknown);
  expect(asked('passwd: files [NOTFOUND=return] sss\n')).toEqual(unknown);
  expect(asked('passwd: compat\n')).toEqual(unknown);
  expect(asked('passwd: files\n', 'x'.repeat(1_000_001))).toEqual(unknown);
});
