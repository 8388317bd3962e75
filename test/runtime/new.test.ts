import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oracleInstalled } from '../conformance/support/subjects.ts';
import { program, temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';
import { BIN, NewcomerLab } from './support/newcomer-lab.ts';

/** What lies below a directory: modes, names, and what is in the files. */
const view = (root: string, path = ''): string[] =>
  readdirSync(join(root, path))
    .sort()
    .flatMap((name) => {
      const below = join(path, name);
      const seen = lstatSync(join(root, below));
      const mode = (seen.mode & 0o7777).toString(8);
      if (seen.isDirectory()) return [`${mode} ${below}/`, ...view(root, below)];
      return [`${mode} ${below} ${JSON.stringify(readFileSync(join(root, below), 'latin1'))}`];
    });

const isRoot = process.getuid!() === 0;

describe('what it makes', () => {
  it('is a service with a log service, whatever the umask', async () => {
    const lab = new NewcomerLab();
    const made = await lab.run('sh', [
      '-c',
      'umask 077; exec "$@"',
      'sh',
      join(BIN, 'runstate'),
      'new',
      '--directory',
      lab.services,
      'web',
      '--',
      'sleep',
      '1000',
      "it's",
    ]);
    expect(made).toEqual({
      code: 0,
      out: [
        'made ROOT/services/web',
        'what it prints goes to ROOT/services/web/log/main/current',
        'it starts as soon as a runsvdir sees it: sv status ROOT/services/web',
        '',
      ].join('\n'),
      err: '',
    });
    expect(lstatSync(join(lab.services, 'web')).mode & 0o7777).toBe(0o755);
    expect(view(lab.services, 'web')).toEqual([
      '755 web/log/',
      '700 web/log/main/',
      `755 web/log/run ${JSON.stringify('#!/bin/sh\nexec svlogd -tt ./main\n')}`,
      `755 web/run ${JSON.stringify(`#!/bin/sh\nexec 2>&1\nexec sleep 1000 'it'\\''s'\n`)}`,
    ]);
    expect(readdirSync(lab.services)).toEqual(['web']);
  });

  it('has no log service, and stays down, where that is asked for', async () => {
    const lab = new NewcomerLab();
    const { out } = await lab.runstate('new', '--directory', 'services', '--no-log', '--down', 'job', '--', 'true');
    expect(out).toBe(
      [
        'made ROOT/services/job',
        'what it prints goes where its supervisor prints',
        'it does not start by itself, as there is a file down: sv up ROOT/services/job',
        '',
      ].join('\n'),
    );
    expect(view(lab.services, 'job')).toEqual([
      '644 job/down ""',
      `755 job/run ${JSON.stringify('#!/bin/sh\nexec 2>&1\nexec true\n')}`,
    ]);
  });

  it('lies elsewhere, and is linked, with --in', async () => {
    const lab = new NewcomerLab();
    mkdirSync(join(lab.root, 'sv'));
    const { out } = await lab.runstate('new', '--directory', lab.services, '--in', 'sv', 'web', '--', 'sleep', '9');
    expect(out.split('\n')[0]).toBe('made ROOT/sv/web, linked as ROOT/services/web');
    expect(readlinkSync(join(lab.services, 'web'))).toBe(join(lab.root, 'sv/web'));
    expect(readdirSync(join(lab.root, 'sv/web'))).toEqual(['log', 'run']);
  });

  it('keeps variables in files that only their owner reads, newlines included', async () => {
    const lab = new NewcomerLab();
    const variables = ['--env', 'A=b=c', '--env', 'LINES=one\ntwo', '--env', 'EMPTY='];
    await lab.runstate('new', '--directory', lab.services, ...variables, '--no-log', 'web', '--', 'env', '-0');
    expect(view(lab.services, 'web')).toEqual([
      '700 web/env/',
      '600 web/env/A "b=c\\n"',
      '600 web/env/EMPTY "\\n"',
      '600 web/env/LINES "one\\u0000two\\n"',
      `755 web/run ${JSON.stringify('#!/bin/sh\nexec 2>&1\nexec chpst -e ./env env -0\n')}`,
    ]);
    const seen = execFileSync(join(lab.services, 'web/run'), { cwd: join(lab.services, 'web'), env: lab.environment });
    expect(seen.toString().split('\0')).toEqual(expect.arrayContaining(['A=b=c', 'LINES=one\ntwo', 'EMPTY=']));
  });

  it('uses the full path of what supervisors may not find', async () => {
    const lab = new NewcomerLab();
    program(join(lab.root, 'bin/own'), '#!/bin/sh\n');
    const make = async (...words: string[]): Promise<string | undefined> => {
      const name = `s${lab.names().length}`;
      await lab.run(join(BIN, 'runstate'), ['new', '--directory', lab.services, '--no-log', name, '--', ...words], {
        PATH: `${lab.root}/bin:${lab.environment.PATH}`,
      });
      return lab.read(`${name}/run`).replaceAll(lab.root, 'ROOT').split('\n').at(-2);
    };
    expect(await make('own')).toBe('exec ROOT/bin/own');
    expect(await make('./bin/own', '-x')).toBe('exec ROOT/bin/own -x');
    expect(await make('sleep', '1')).toBe('exec sleep 1');
  });

  it("calls this package's programs by their paths where PATH has none", async () => {
    const lab = new NewcomerLab();
    mkdirSync(join(lab.root, 'empty'));
    await lab.run(
      join(BIN, 'runstate'),
      ['new', '--directory', lab.services, '--env', 'A=b', 'web', '--', '/bin/sleep', '9'],
      {
        PATH: join(lab.root, 'empty'),
      },
    );
    expect(lab.read('web/log/run')).toBe(`#!/bin/sh\nexec ${BIN}/svlogd -tt ./main\n`);
    expect(lab.read('web/run')).toBe(`#!/bin/sh\nexec 2>&1\nexec ${BIN}/chpst -e ./env /bin/sleep 9\n`);
  });
});

describe.each(['dash', 'bash', 'busybox'])('arguments, read by %s', (shell) => {
  const isInstalled = ['/bin', '/usr/bin'].some((folder) => existsSync(join(folder, shell)));

  it.skipIf(!isInstalled)('are the same, byte for byte', async () => {
    const lab = new NewcomerLab();
    const every = Buffer.from(Array.from({ length: 255 }, (_, at) => at + 1));
    const words = [
      every,
      Buffer.from("''"),
      Buffer.from(''),
      Buffer.from('-n'),
      Buffer.from('$HOME `id` \\'),
      Buffer.from([0xff]),
    ];
    // Node cannot hand on bytes that are no text: a shell does.
    const script = Buffer.concat([
      Buffer.from(`exec ${BIN}/runstate new --directory ${lab.services} --no-log any -- printf '%s\\0'`),
      ...words.flatMap((word) => [
        Buffer.from(' '),
        Buffer.from(`'${word.toString('latin1').replaceAll("'", "'\\''")}'`, 'latin1'),
      ]),
    ]);
    writeFileSync(join(lab.root, 'make'), script);
    expect(await lab.run('dash', [join(lab.root, 'make')])).toMatchObject({ code: 0, err: '' });
    const command = shell === 'busybox' ? ['busybox', 'sh'] : [shell];
    const seen = execFileSync(command[0]!, [...command.slice(1), './run'], { cwd: join(lab.services, 'any') });
    expect(seen).toEqual(Buffer.concat(words.flatMap((word) => [word, Buffer.of(0)])));
  });
});

describe.each([
  ['runstate', join(BIN, 'runsvdir'), true],
  ["runit's", '/usr/bin/runsvdir', oracleInstalled],
] as const)('under %s runsvdir', (whose, runsvdir, isInstalled) => {
  it.skipIf(!isInstalled)('runs, where it was told, as whom, with what, and logs', async () => {
    const lab = new NewcomerLab();
    const elsewhere = temporary();
    lab.supervise(runsvdir, whose === 'runstate' ? {} : { PATH: process.env.PATH });
    const say = 'echo "$GREETING from $(pwd -P) as $(id -u)"; echo and errors >&2; exec sleep 1000';
    const user = isRoot ? ['--user', 'nobody'] : [];
    execFileSync('chmod', ['755', elsewhere]);
    await lab.runstate(
      'new',
      '--directory',
      lab.services,
      '--env',
      'GREETING=hello, you',
      '--chdir',
      elsewhere,
      ...user,
      'web',
      '--',
      'sh',
      '-c',
      say,
    );
    const uid = isRoot ? execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).trim() : process.getuid!();
    expect(await lab.logged('web', 2)).toEqual([`hello, you from ${elsewhere} as ${uid}`, 'and errors']);
    await lab.runs('web');
    expect(lab.sv('force-stop', 'web')).toMatch(/^ok: down: ROOT\/services\/web: /);
  });
});

it('is hosted by runsvdir, as its log service needs no process', async () => {
  const lab = new NewcomerLab();
  const { pid } = lab.supervise();
  await lab.runstate('new', '--directory', lab.services, 'web', '--', 'sleep', '1000');
  await until('the logger runs', () => lab.read('web/log/supervise/pid') === `${pid}\n`);
  await lab.runs('web');
});

it('does not start what is to stay down', async () => {
  const lab = new NewcomerLab();
  lab.supervise();
  await lab.runstate('new', '--directory', lab.services, '--down', 'job', '--', 'sleep', '1000');
  await until('it is supervised', () => lab.isSupervised('job'));
  expect(lab.state('job')).toBe('down');
  expect(lab.sv('start', 'job')).toMatch(/^ok: run: /);
});

describe('what it refuses', () => {
  const refused = async (...args: string[]): Promise<[number | null, string]> => {
    const lab = new NewcomerLab();
    program(join(lab.services, 'taken/run'), '#!/bin/sh\n');
    mkdirSync(join(lab.root, 'sv'));
    writeFileSync(join(lab.root, 'file'), '');
    const before = [view(lab.services), view(join(lab.root, 'sv'))];
    const { code, err } = await lab.runstate('new', '--directory', 'services', ...args);
    expect([view(lab.services), view(join(lab.root, 'sv'))]).toEqual(before);
    return [code, err.replace('runstate: fatal: ', '').trimEnd()];
  };

  it.each([
    [111, 'ROOT/services/taken is there already, and stays as it is', 'taken', '--', 'true'],
    [111, 'ROOT/services/taken is there already, and stays as it is', '--in', 'sv', 'taken', '--', 'true'],
    [111, 'there is no directory ROOT/none', '--in', 'none', 'a', '--', 'true'],
    [111, 'ROOT/file is not a directory', '--in', 'file', 'a', '--', 'true'],
    [111, 'there is no directory ROOT/none', '--chdir', 'none', 'a', '--', 'true'],
    [111, 'there is no program no-such-program in PATH', 'a', '--', 'no-such-program'],
    [111, 'there is no program ROOT/file that can be executed', 'a', '--', './file'],
    [111, 'there is no user no-such-user', '--user', 'no-such-user', 'a', '--', 'true'],
    [111, ':1 is no account: USER, USER:GROUP or :UID:GID', '--user', ':1', 'a', '--', 'true'],
    [111, 'unable to make ROOT/services/a: file name too long', '--env', `${'A'.repeat(256)}=b`, 'a', '--', 'true'],
    [100, 'a/b has a slash: a service is a name in a directory', 'a/b', '--', 'true'],
    [100, '.a begins with a dot: runsvdir passes over such names', '.a', '--', 'true'],
    [100, 'the name of a service cannot be empty', '', '--', 'true'],
    [100, 'the name of a service cannot have control characters', 'a\nb', '--', 'true'],
    [100, 'a name has at most 255 bytes', 'ä'.repeat(128), '--', 'true'],
    [100, 'the value of A ends with a blank, which chpst -e would drop', '--env', 'A=b ', 'a', '--', 'true'],
    [100, '.A is no name of a variable for chpst -e', '--env', '.A=b', 'a', '--', 'true'],
  ] as [number, string, ...string[]][])('%i, %s', async (code, message, ...args) => {
    expect(await refused(...args)).toEqual([code, message]);
  });

  it.each([
    ['a'],
    ['a', '--'],
    ['a', 'b', '--', 'true'],
    ['--', 'true'],
    ['--env', 'A', 'a', '--', 'true'],
    ['--what', 'a', '--', 'true'],
  ])('wrong usage: %s %s %s %s', async (...args) => {
    const [code, message] = await refused(...args);
    expect([code, message.split(' ').slice(0, 3)]).toEqual([100, ['usage:', 'runstate', 'new']]);
  });
});
