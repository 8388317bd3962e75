import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crafted, createLab, type Lab } from './support/sv-lab.ts';
import { comparable, hasOracle, ORACLE, OURS, type RunOptions, run, secondsIn } from './support/sv-run.ts';

const WORDS = [
  ...['up', 'u', 'upload', 'down', 'd', 'once', 'o', 'pause', 'p', 'cont', 'c', 'checkx', 'chec', 'hup', 'h'],
  ...['alarm', 'a', 'interrupt', 'i', 'quit', 'q', '1', '2', '1x', 'term', 't', 'try', 'try-restar', 'kill', 'k'],
  ...['exit', 'e', 'x', 'xx', 'start', 'stop', 'shutdown', 'restart', 'reload', 'try-restart', 'check'],
  ...['force-stop', 'force-reload', 'force-restart', 'force-shutdown', 'D', 'T', 'X', 'E', 'Down', 'Ex'],
];
const STATUS_WORDS = ['status', 's', 'stopp', 'sT', 'start-', 'stat'];
const NO_WORDS = [
  '',
  '-',
  'restar',
  'reloa',
  'r',
  'f',
  'force',
  'force-',
  'force-x',
  'zzz',
  'S',
  'U',
  '3',
  '0',
  'é',
  ' u',
];

describe.skipIf(!hasOracle())('sv, compared with runit', () => {
  let lab: Lab;
  beforeAll(() => {
    lab = createLab();
  });
  afterAll(() => lab.dispose());

  /** Runs one command in both directories and wants the same of both, the time it took included. */
  const same = async (args: readonly string[], options?: RunOptions) => {
    const { theirs, ours } = await lab.both(args, options);
    expect(comparable(ours), `sv ${args.join(' ')}`).toEqual(comparable(theirs));
    const [a, b] = [secondsIn(theirs), secondsIn(ours)];
    for (const [index, seconds] of a.entries()) {
      const difference = b[index]! - seconds;
      expect(difference >= -1n && difference <= 1n, `${seconds}s and ${b[index]}s`).toBe(true);
    }
    return { theirs, ours };
  };

  const add = (name: string, ...rest: Parameters<Lab['ours']['add']> extends [unknown, ...infer R] ? R : never) =>
    lab.each((services) => services.add(name, ...rest));

  const check = (name: string, text: string, mode = 0o755): void =>
    lab.each(({ root }) => {
      writeFileSync(`${root}/${name}/check`, text);
      chmodSync(`${root}/${name}/check`, mode);
    });

  it('prints the same status line for every state, pid, flag and down file', async () => {
    const names: string[] = [];
    for (const state of [0, 1, 2, 7])
      for (const pid of [0, 12345])
        for (const paused of [0, 1])
          for (const want of ['u', 'd', 'x', '\0'])
            for (const term of [0, 1])
              for (const down of [false, true]) {
                const name = `line-${names.length}`;
                names.push(name);
                add(name, { status: crafted({ state, pid, paused, want, term }) });
                if (down) lab.each(({ root }) => writeFileSync(`${root}/${name}/down`, ''));
              }
    const { ours } = await same(['status', ...names]);
    expect(ours.stdout.split('\n')).toHaveLength(257);
  });

  it('prints the same for stamps and pids that no runsv writes', async () => {
    const statuses = [
      { label: 0n },
      { label: 0xffffffffffffffffn },
      { label: 0x7fffffffffffffffn },
      { label: 0x400000000000000an },
      { age: -1000 },
      { age: 3, nanoseconds: 999_999_999 },
      { pid: 0xffffffff },
      { pid: 0x80000000 },
      { pid: 0x7fffffff },
      { paused: 2, term: 255 },
    ];
    for (const [index, status] of statuses.entries()) add(`odd-${index}`, { status: crafted(status) });
    await same(['status', ...statuses.map((_, index) => `odd-${index}`)]);
  });

  it('reads options and prints usages alike', async () => {
    add('opt');
    const lines: (readonly string[])[] = [
      [],
      ['status'],
      ['-'],
      ['-', 'opt'],
      ['--'],
      ['--', 'status', 'opt'],
      ['--foo', 'status', 'opt'],
      ['-v', '--', 'status', 'opt'],
      ['-v', 'status', 'opt'],
      ['-v-', 'status', 'opt'],
      ['-vvv', 'status', 'opt'],
      ['-w'],
      ['-vw'],
      ['-w', '3'],
      ['-w', '3', 'status', 'opt'],
      ['-vw3', 'status', 'opt'],
      ['-w3', 'status', 'opt'],
      ['-w3v', 'status', 'opt'],
      ['-w', '', 'status', 'opt'],
      ['-w', '-v', 'status', 'opt'],
      ['-w3status', 'opt'],
      ['-q', 'status', 'opt'],
      ['-vq', 'status', 'opt'],
      ['-é'],
      ['-😀'],
      ['--help'],
      ['-h'],
      ['status', '-v', 'opt'],
      ['status', '--', 'opt'],
    ];
    await Promise.all(lines.map((args) => same(args)));
    const { theirs, ours } = await lab.both(['-vV', 'status', 'opt']);
    const usage = theirs.stderr.slice(theirs.stderr.indexOf('\n'));
    expect(ours).toMatchObject({ stdout: '', code: 100 });
    expect(ours.stderr).toMatch(/^runstate \d+\.\d+\.\d+\n/);
    expect(ours.stderr.slice(ours.stderr.indexOf('\n'))).toBe(usage);
  });

  it.each([
    ['running', { status: crafted({ age: 90, want: 'd' }) }],
    ['down', { status: crafted({ age: 90, pid: 0, state: 0, want: 'd' }) }],
  ] as const)('takes every command word alike on a service that is %s', async (state, service) => {
    // On `check` 2.1.2 and 2.3.0 part for a service that runs and is wanted down: test/runtime/sv.test.ts.
    const words = [...WORDS, ...STATUS_WORDS, ...NO_WORDS].filter((word) => state === 'down' || word !== 'check');
    await Promise.all(
      words.flatMap((word, index) =>
        [[], ['-w0']].map(async (options) => {
          const name = `word-${state}-${index}-${options.length}`;
          add(name, service);
          await same([...options, word, name], { env: { SVWAIT: '0' } });
          expect(lab.ours.letters(name), word).toBe(lab.theirs.letters(name));
        }),
      ),
    );
  });

  it('finds services by the same rules', async () => {
    for (const name of ['name', 'name/log', 'a b', 'new\nline', '.dot', 'é']) add(name);
    lab.each(({ root }) => {
      mkdirSync(`${root}/../local/supervise`, { recursive: true });
      mkdirSync(`${root}/empty`);
      writeFileSync(`${root}/file`, '');
      symlinkSync('loop', `${root}/loop`);
    });
    const names = [
      ...['name', 'name/log', 'a b', 'new\nline', '.dot', './services/name', './name', 'name/', './services/name/'],
      ...['services/name/', 'services/name', '', '/', '.', '..', 'name/..', 'missing', 'missing/', './local', 'local/'],
      ...['empty', 'file', 'file/x', 'loop', 'x'.repeat(300), '-v', 'é', 'name//log', 'name/supervise/..'],
    ];
    // Where runit waits, it looks for these in another place than where it sent: test/runtime/sv.test.ts.
    const steady = names.filter((name) => name !== 'services/name/' && name !== 'local/');
    for (const command of ['status', 'u', 'x', 'check']) {
      await same([command, ...(command === 'check' ? steady : names)]);
      await same(['-w0', command, ...steady]);
    }
    await same(['status', ...names], { env: { SVDIR: '' } });
    await same(['status', ...names], { env: { SVDIR: 'services' } });
    await same(['status', ...names], { env: { SVDIR: './services/' } });
    await same(['status', ...names], { env: { SVDIR: 'services/file' } });
    await same(['status', ...names], { env: { SVDIR: 'missing' } });
    await Promise.all(names.map((name) => same(['status', name])));
    await Promise.all(['/name', '/missing'].map((end) => same(['status', `${lab.ours.root}${end}`])));
  });

  it('takes names that are not UTF-8', async () => {
    const name = Buffer.from('caf\xe9', 'latin1');
    lab.each((services) => services.add(name));
    const script = 'SVDIR=$1; export SVDIR; exec "$0" status "$(printf "caf\\351")" "$(printf "\\377/x")"';
    const [theirs, ours] = await Promise.all([
      run('/bin/sh', ['-c', script, ORACLE, lab.theirs.root]),
      run('/bin/sh', ['-c', script, OURS, lab.ours.root]),
    ]);
    expect(comparable(ours)).toEqual(comparable(theirs));
    expect(ours.stdout).toContain('run: caf\xe9: ');
    const nested = Buffer.from('d\xff/s', 'latin1');
    lab.each((services) => services.add(nested));
    const inside = 'SVDIR=$1/$(printf "d\\377"); export SVDIR; exec "$0" status s';
    const reached = await run('/bin/sh', ['-c', inside, OURS, lab.ours.root]);
    expect(comparable(reached)).toEqual(comparable(await run('/bin/sh', ['-c', inside, ORACLE, lab.theirs.root])));
    expect(reached.code).toBe(0);
  });

  it('reports the same about directories that are not as runsv leaves them', async () => {
    add('ok-none', { ok: 'none' });
    add('ok-file', { ok: 'file' });
    add('ok-unread', { ok: 'unread' });
    add('status-none', { status: 'none' });
    add('status-short', { status: Buffer.from('abc') });
    add('status-empty', { status: Buffer.alloc(0) });
    add('status-long', { status: Buffer.concat([crafted(), Buffer.from('more')]) });
    add('status-directory', { status: 'none' });
    lab.each(({ root }) => mkdirSync(`${root}/status-directory/supervise/status`));
    add('control-none', { control: 'none' });
    add('control-file', { control: 'file' });
    add('control-unread', { control: 'unread' });
    add('control-full', { full: true });
    add('down-loop');
    lab.each(({ root }) => symlinkSync('down', `${root}/down-loop/down`));
    add('down-dangling');
    lab.each(({ root }) => symlinkSync('nowhere', `${root}/down-dangling/down`));
    add('fine');
    const names = [
      ...['ok-none', 'ok-file', 'ok-unread', 'status-none', 'status-short', 'status-empty', 'status-long'],
      ...['status-directory', 'control-none', 'control-file', 'control-unread', 'control-full', 'down-loop'],
      ...['down-dangling', 'fine'],
    ];
    for (const word of ['status', 'u', 'd', 't', 'x', 'force-shutdown', 'force-restart', 'check', 'h'])
      await Promise.all([
        same([word, ...names], { env: { SVWAIT: '0' } }),
        same(['-w0', word, ...names]),
        same(['-v', word, ...names.toReversed()], { env: { SVWAIT: '' } }),
      ]);
  });

  it('tells of the log service alike', async () => {
    const kinds = {
      fine: {},
      file: { ok: 'file' },
      gone: { ok: 'unread' },
      down: { status: crafted({ pid: 0, state: 0, want: 'd' }) },
      long: { status: Buffer.alloc(30, 'a') },
    } as const;
    for (const [kind, log] of Object.entries(kinds)) {
      add(`log-${kind}`);
      add(`log-${kind}/log`, log);
    }
    for (const kind of ['plain', 'loop', 'dangling']) add(`log-${kind}`);
    lab.each(({ root }) => {
      writeFileSync(`${root}/log-plain/log`, '');
      symlinkSync('log', `${root}/log-loop/log`);
      symlinkSync('nowhere', `${root}/log-dangling/log`);
    });
    for (const [name, loop] of [
      ['log-odd-down', 'log/down'],
      ['log-main-odd-down', 'down'],
    ] as const) {
      add(name);
      add(`${name}/log`);
      lab.each(({ root }) => symlinkSync('down', `${root}/${name}/${loop}`));
    }
    const names = [...Object.keys(kinds), 'plain', 'loop', 'dangling', 'odd-down', 'main-odd-down'].map(
      (n) => `log-${n}`,
    );
    await same(['status', ...names, ...names.map((name) => `${name}/log`)]);
    await same(['-v', 'u', ...names]);
  });

  it('runs check scripts alike', async () => {
    const scripts = {
      yes: '#!/bin/sh\nexit 0\n',
      no: '#!/bin/sh\nexit 3\n',
      killed: '#!/bin/sh\nkill -9 $$\n',
      writes:
        '#!/bin/sh\necho out; echo err $0 >&2; basename "$PWD" >&2; cat >&2; env | grep -E "^(RUNSTATE|SVDIR=s|MARK)" >&2\nexit 0\n',
      garbage: 'garbage',
      interpreter: '#!/nowhere/sh\n',
      empty: '',
    };
    for (const [name, text] of Object.entries(scripts)) {
      add(`check-${name}`, { status: crafted({ age: -1000 }) });
      check(`check-${name}`, text);
    }
    for (const name of ['mode', 'loop', 'directory', 'closed', 'none'])
      add(`check-${name}`, { status: crafted({ age: -1000 }) });
    check('check-mode', '#!/bin/sh\nexit 1\n', 0o644);
    lab.each(({ root }) => {
      symlinkSync('check', `${root}/check-loop/check`);
      mkdirSync(`${root}/check-directory/check`);
      // ls complains by the name it was called by when it cannot write.
      symlinkSync('/bin/ls', `${root}/check-closed/check`);
    });
    const names = [...Object.keys(scripts), 'mode', 'loop', 'directory', 'closed', 'none'].map(
      (name) => `check-${name}`,
    );
    const options = { env: { SVDIR: 'services', MARK: 'here' } };
    await Promise.all(
      names.flatMap((name) => ['check', 'u', 't', 'restart'].map((word) => same(['-w0', word, name], options))),
    );
    await same(['-w0', 'restart', ...names], options);
    const { ours } = await same(['-w0', 'u', 'check-writes', 'check-closed'], options);
    expect(ours.stderr).toContain('err check\ncheck-writes\nSVDIR=services\nMARK=here\n');
    expect(ours.stderr).toMatch(/^\.\/check: write error/m);
  });

  it('gives up at the same turn and says goodbye to runsv alike', async () => {
    for (const name of ['slow-1', 'slow-2', 'leaves-d', 'leaves-x']) add(name);
    const later = (name: string) =>
      // The first look is over when the letter can be read.
      Promise.all(
        [lab.theirs, lab.ours].map(async (services) => {
          await expect.poll(() => services.letters(name), { interval: 10, timeout: 10_000 }).not.toBe('');
          services.abandon(name);
        }),
      );
    const [one, two, kill, leavesD, leavesX] = await Promise.all([
      same(['-w1', 'd', 'slow-1']),
      same(['-w2', 'd', 'slow-1', 'slow-2']),
      same(['-w', '1x', 'force-stop', 'slow-2']),
      same(['-w5', 'd', 'leaves-d']),
      same(['-w5', 'x', 'leaves-x']),
      later('leaves-d'),
      later('leaves-x'),
    ]);
    for (const [{ ours }, milliseconds] of [
      [one, 1680],
      [two, 2520],
      [kill, 1680],
    ] as const) {
      expect(ours.milliseconds).toBeGreaterThan(milliseconds - 5);
      expect(ours.milliseconds).toBeLessThan(milliseconds + 2000);
    }
    expect(leavesD.ours.stdout).toBe('fail: leaves-d: runsv not running\n');
    expect(leavesX.ours.stdout).toBe('ok: leaves-x: runsv not running\n');
  });

  it('waits as long as SVWAIT and -w say', async () => {
    add('wait');
    const words = ['0', '', 'foo', '1', '1x', ' 1', '-1', '+1', '18446744073709551617'];
    const runs = await Promise.all([
      ...words.map((SVWAIT) => same(['-v', 'd', 'wait'], { env: { SVWAIT } })),
      ...words.map((word) => same(['-w', word, 'd', 'wait'], { env: { SVWAIT: '60' } })),
      ...words.map((word) => same([`-w${word || '0'}`, 'd', 'wait'], { env: { SVWAIT: '60' } })),
      same(['-w9', '-w0', 'd', 'wait']),
      same(['stop', 'wait'], { env: { SVWAIT: '0' } }),
    ]);
    for (const { theirs, ours } of runs) {
      const ticks = Math.floor(theirs.milliseconds / 420) * 420;
      expect(ours.milliseconds).toBeGreaterThan(ticks - 5);
      expect(ours.milliseconds).toBeLessThan(ticks + 2500);
    }
    const { ours } = await same(['stop', 'wait']);
    expect(ours.milliseconds).toBeGreaterThan(7555);
  });

  it('caps the exit code at 99', async () => {
    const many = Array.from({ length: 120 }, (_, index) => `nowhere-${index}`);
    const [{ ours }] = await Promise.all([
      same(['status', ...many]),
      same(['u', ...many.slice(0, 99)]),
      same(['u', ...many.slice(0, 98)]),
    ]);
    expect(ours.code).toBe(99);
  });

  it('is an init script when called by another name', async () => {
    const names = {
      up: {},
      low: { status: crafted({ pid: 0, state: 0, want: 'd' }) },
      gone: { ok: 'unread' },
      blind: { ok: 'none' },
      short: { status: Buffer.from('a') },
    } as const;
    for (const [name, service] of Object.entries(names)) add(`init-${name}`, service);
    add('init-odd');
    lab.each(({ root }) => symlinkSync('down', `${root}/init-odd/down`));
    for (const [side, target] of [
      ['theirs', ORACLE],
      ['ours', OURS],
    ] as const) {
      mkdirSync(`${lab.root}/${side}/init.d`);
      for (const name of [...Object.keys(names), 'odd', 'missing'])
        symlinkSync(target, `${lab.root}/${side}/init.d/init-${name}`);
    }
    const call = async (name: string, args: readonly string[]) => {
      const [theirs, ours] = await Promise.all(
        (['theirs', 'ours'] as const).map((side) =>
          run(`${lab.root}/${side}/init.d/init-${name}`, args, { env: { SVDIR: lab[side].root, SVWAIT: '0' } }),
        ),
      );
      expect(comparable(ours!), `${name} ${args.join(' ')}`).toEqual(comparable(theirs!));
      return ours!.code;
    };
    const words = [
      'status',
      'start',
      'stop',
      'shutdown',
      'restart',
      'reload',
      'force-stop',
      'stat',
      's',
      'zz',
      'u',
      'x',
      'k',
    ];
    const lines = [
      [],
      ['-x'],
      ['-w'],
      ['-v', 'status'],
      ['-w0', 'd'],
      ['status', 'init-low', 'zz'],
      ...words.map((word) => [word]),
    ];
    await Promise.all(
      [...Object.keys(names), 'odd', 'missing'].flatMap((name) => lines.map((args) => call(name, args))),
    );
    const codes = await Promise.all([...Object.keys(names), 'odd', 'missing'].map((name) => call(name, ['status'])));
    expect(codes).toEqual([0, 3, 1, 4, 4, 4, 1]);
  });

  it('refuses to work in a directory that cannot be read', async ({ skip }) => {
    const nobody = (program: string, cwd: string, ...args: string[]) =>
      run('/usr/bin/chpst', ['-u', 'nobody', program, ...args], { cwd });
    if ((await nobody(OURS, '/')).code !== 100) skip('nobody may not run programs from here');
    chmodSync(lab.root, 0o755);
    mkdirSync(`${lab.root}/dark`, 0o311);
    chmodSync(`${lab.root}/dark`, 0o311);
    for (const args of [
      ['status', 'x'],
      ['start', 'x'],
      ['zz', 'x'],
    ]) {
      const [theirs, ours] = await Promise.all(
        [ORACLE, OURS].map((program) => nobody(program, `${lab.root}/dark`, ...args)),
      );
      expect(comparable(ours!)).toEqual(comparable(theirs!));
      expect(ours!.code).toBe(100);
    }
  });
});
