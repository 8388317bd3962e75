import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { look } from '../../../runtime/doctor/look.ts';
import { program, temporary } from '../../support/temporary.ts';
import { NewcomerLab } from '../support/newcomer-lab.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../../examples');
const DEBIAN = '/usr/share/runit/sv';

const found = async (path: string): Promise<[string, string][]> =>
  (await look(path)).findings.map(({ code, path: file }) => [code, file.replace(`${path}/`, '')]);

it('the examples', async () => {
  expect(await found(EXAMPLES)).toEqual([['down-file', 'nightly/down']]);
});

it('what runstate new makes, before it runs and while it does', async () => {
  const lab = new NewcomerLab();
  const make = (...args: string[]) => lab.runstate('new', '--directory', lab.services, ...args);
  await make('plain', '--', 'sleep', '1000');
  await make('--env', 'A=b c', '--chdir', lab.root, 'variables', '--', 'sleep', '1000');
  await make('--no-log', 'unlogged', '--', 'sleep', '1000');
  expect(await found(lab.services)).toEqual([]);
  lab.supervise();
  for (const name of lab.names()) await lab.runs(name);
  expect(await found(lab.services)).toEqual([]);
});

it('a supervise that leads to where runsv is going to make it, as in Debian', async () => {
  const root = temporary();
  program(join(root, 'a/run'), '#!/bin/sh\nexec sleep 1000\n');
  symlinkSync(join(root, '.a.supervise'), join(root, 'a/supervise'));
  expect(await found(root)).toEqual([]);
});

describe.skipIf(!existsSync(join(DEBIAN, 'chrony/run')))("Debian's runit-services", () => {
  it('with log scripts, as cpsv adds them', async () => {
    const root = temporary();
    cpSync(DEBIAN, root, { recursive: true });
    for (const name of readdirSync(root))
      if (existsSync(join(root, name, 'log'))) {
        mkdirSync(join(root, name, 'log/main'), { recursive: true });
        program(join(root, name, 'log/run'), '#!/bin/sh\nexec svlogd -tt ./main\n');
      }
    expect((await found(root)).filter(([code]) => code !== 'interpreter-missing')).toEqual([]);
  });
});

describe('scripts that know what they do', () => {
  it.each([
    ['a shell that hears signals itself', 'trap "kill $!" TERM\nsleep 9 &\nwait $!\n'],
    ['one that was told to run once', 'sv once .\nmount -a\n'],
    ['one that takes itself down', 'modprobe loop\nsv down .\n'],
    ['settings that are read if they are there', '[ -r ./conf ] && . ./conf\nexec sshd -D $MORE\n'],
    ['options in a variable', 'exec sshd $OPTS\n'],
    ['a branch at the end', 'if [ -e x ]; then exec sshd -D; else exec sleep 9; fi\n'],
    ['a condition before exec', '[ -x /usr/sbin/sshd ] || exit 1\ncommand -v sshd >/dev/null && exec sshd -D\n'],
    ['a line that goes on', 'exec sshd \\\n  -D \\\n  -e\n'],
    ['a here-document', 'cat >conf <<END\nnginx\nEND\nexec nginx -c "$PWD/conf" -g "daemon off;"\n'],
    ['a function', 'main() { exec sleep 9; }\nmain\n'],
    ['a comment with a quote', "# don't\nexec sleep 9 # it's\n"],
    ['a name that only looks so', 'exec ./nginx-exporter\n'],
    ['nothing but a redirection at the end', 'sleep 9\nexec >/dev/null\n'],
    ['a pipe', 'sleep 9 | cat\n'],
    ['bundled options', 'exec sshd -eD\n'],
    ['dnsmasq', 'exec dnsmasq -k\n'],
    ['postfix', 'exec postfix start-fg\n'],
    ['GitLab', 'exec chpst -P -U git:git -u git:git env HOME=/tmp nginx -p . -g "daemon off;"\n'],
  ])('%s', async (_, script) => {
    const root = temporary();
    program(join(root, 'a/run'), `#!/bin/sh\nexec 2>&1\n${script}`);
    expect(await found(root)).toEqual([]);
  });
});
