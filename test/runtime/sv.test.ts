import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOTHING_INHERITED } from '../../adapters/inherited-note.ts';
import * as libc from '../../adapters/libc.ts';
import { createSpawn } from '../../adapters/spawn.ts';
import { exitStatusOf } from '../../machines/rules/exit-status.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { crafted, createLab, type Lab, type Services } from '../conformance/support/sv-lab.ts';
import { comparable, OURS, type RunOptions, run } from '../conformance/support/sv-run.ts';
import { until } from '../conformance/support/sv-runsv.ts';

const BUNDLE = new URL('../../dist/lib/sv.cjs', import.meta.url).pathname;
const fixture = (name: string) => new URL(`../fixtures/${name}`, import.meta.url).pathname;

let lab: Lab;
let services: Services;
beforeAll(() => {
  lab = createLab();
  services = lab.ours;
});
afterAll(() => lab.dispose());

const within = (options: RunOptions = {}): RunOptions => ({
  cwd: `${services.root}/..`,
  ...options,
  env: { SVDIR: services.root, ...options.env },
});

const sv = async (args: readonly string[], options?: RunOptions) => {
  const ended = await run(OURS, args, within(options));
  return { ...comparable(ended), milliseconds: ended.milliseconds };
};

/** Runs the bundle as the launcher does, with a module loaded before it. */
const svWith = (module: string, args: readonly string[]) =>
  run(process.execPath, ['-r', fixture(module), BUNDLE, ...args], within({ env: { RUNSTATE_ARGV0: '/bin/sv' } }));

const addCheck = (name: string, text: string, mode = 0o755): void => {
  writeFileSync(`${services.root}/${name}/check`, `#!/bin/sh\n${text}\n`);
  chmodSync(`${services.root}/${name}/check`, mode);
};

describe('sv where it does better than runit', () => {
  it.each([
    ['u', { want: 'u' }],
    ['d', { want: 'd', term: 1 }],
    ['start', { want: 'u' }],
    ['stop', { want: 'd', term: 1 }],
  ])('S01: writes %s again to a service that wants it already', async (word, status) => {
    services.add(`again-${word}`, { status: crafted(status) });
    await sv([word, `again-${word}`], { env: { SVWAIT: '0' } });
    expect(services.letters(`again-${word}`)).toBe(word.length === 1 ? word : { start: 'u', stop: 'd' }[word]);
  });

  it('does not fail where such a letter cannot be written', async () => {
    services.add('mute', { control: 'none' });
    services.add('full', { full: true });
    expect(await sv(['start', 'mute', 'full'])).toMatchObject({
      code: 0,
      stdout: 'ok: run: mute: (pid 123) Ns\nok: run: full: (pid 123) Ns\n',
    });
  });

  it('S07: tells name and version of this package', async () => {
    const stderr = `${packageFile.name} ${packageFile.version}\nusage: sv [-v] [-w sec] command service ...\n\n`;
    expect(await sv(['-V'])).toMatchObject({ code: 100, stdout: '', stderr });
  });

  it('S02: looks for a name with a slash at its end in one place only', async () => {
    services.add('../here');
    expect(await sv(['start', 'here/'])).toMatchObject({ code: 0, stdout: 'ok: run: here/: (pid 123) Ns\n' });
    expect(services.letters('../here')).toBe('u');
  });

  it('S03: does not print the main service again for a log directory without runsv', async () => {
    services.add('unlogged');
    mkdirSync(`${services.root}/unlogged/log`);
    services.add('halflogged');
    services.add('halflogged/log', { status: Buffer.from('short') });
    expect(await sv(['status', 'unlogged', 'halflogged'])).toMatchObject({
      code: 2,
      stdout: [
        'run: unlogged: (pid 123) Ns; warning: unlogged/log: unable to open supervise/ok: file does not exist\n',
        'run: halflogged: (pid 123) Ns; warning: halflogged/log: unable to read supervise/status: bad format\n',
      ].join(''),
    });
  });

  it('S04: checks for the state that is wanted, as runit 2.3.0 does', async () => {
    const cases = {
      'ok: run: check-up: (pid 123) Ns\n': ['check-up', {}],
      'ok: down: check-down: Ns, normally up\n': ['check-down', { pid: 0, state: 0, want: 'd' }],
      'timeout: down: check-late: Ns, normally up, want up\n': ['check-late', { pid: 0, state: 0, want: 'u' }],
      'timeout: run: check-stays: (pid 123) Ns, want down\n': ['check-stays', { want: 'd' }],
      'timeout: finish: check-ends: (pid 123) Ns, want down\n': ['check-ends', { state: 2, want: 'd' }],
    } as const;
    await Promise.all(
      Object.entries(cases).map(async ([stdout, [name, status]]) => {
        services.add(name, { status: crafted(status) });
        expect(await sv(['-w0', 'check', name])).toMatchObject({ stdout, code: stdout.startsWith('ok') ? 0 : 1 });
        expect(services.letters(name)).toBe('');
      }),
    );
  });

  it('S05: exits as the main service is, when it is an init script', async () => {
    const down = { status: crafted({ pid: 0, state: 0, want: 'd' }) };
    services.add('init-up');
    services.add('init-up/log', down);
    services.add('init-low', down);
    services.add('init-low/log');
    services.add('init-odd');
    services.add('init-odd/log');
    symlinkSync('down', `${services.root}/init-odd/down`);
    services.add('init-logodd');
    services.add('init-logodd/log');
    symlinkSync('down', `${services.root}/init-logodd/log/down`);
    services.add('init-logless');
    mkdirSync(`${services.root}/init-logless/log`);
    const codes = await Promise.all(
      ['up', 'low', 'odd', 'logodd', 'logless'].map(async (name) => {
        symlinkSync(OURS, `${lab.root}/init-${name}`);
        return (await run(`${lab.root}/init-${name}`, ['status'], within())).code;
      }),
    );
    expect(codes).toEqual([0, 3, 4, 0, 0]);
  });

  it('S06: waits its time out when the clock is set back', async () => {
    services.add('clock');
    const { stdout, milliseconds } = await svWith('sv-clock-back.cjs', ['-w1', 'd', 'clock']);
    expect(stdout).toBe('timeout: run: clock: (pid 123) 0s\n');
    expect(milliseconds).toBeGreaterThan(1675);
  });
});

describe('check scripts', () => {
  it('S08, S09: find the soft limit of open files that sv was given, and every signal at its default', async () => {
    services.add('given', { status: crafted({ age: -9 }) });
    addCheck('given', '{ ulimit -Sn; grep SigIgn /proc/self/status; } >&2');
    const shell = 'ulimit -Sn 77; trap "" HUP; "$0" -w0 check given; exit $?';
    const { stderr, code } = await run('/bin/sh', ['-c', shell, OURS], within());
    expect(code).toBe(0);
    const [, limit, ignored] = /^(\d+)\nSigIgn:\t([0-9a-f]+)\n$/.exec(stderr) ?? [];
    expect(limit).toBe('77');
    // The two signals that libc keeps to itself are passed on as they are.
    expect(BigInt(`0x${ignored}`) & ~0x180000000n).toBe(0n);
  });

  it('S11: run without koffi, descriptor 1 being /dev/null then', async () => {
    const scripts = {
      yes: 'exit 0',
      no: 'exit 1',
      dies: 'kill -9 $$',
      tells: 'readlink /proc/self/fd/1 >&2; basename "$PWD" >&2',
    };
    for (const [name, text] of Object.entries(scripts)) {
      services.add(`portable-${name}`);
      addCheck(`portable-${name}`, text);
    }
    services.add('portable-mode');
    addCheck('portable-mode', 'exit 1', 0o644);
    const names = [...Object.keys(scripts), 'mode'].map((name) => `portable-${name}`);
    const { stdout, stderr, code } = await svWith('sv-no-koffi.cjs', ['-w0', 'u', ...names]);
    expect(code).toBe(1);
    expect(stdout.match(/^\w+/gm)).toEqual(['ok', 'ok', 'ok', 'ok', 'timeout']);
    expect(stdout).toContain('timeout: run: portable-no:');
    expect(stderr).toContain('koffi was asked for\n');
    expect(stderr).toContain('portable-tells\n');
    expect(stderr).toContain('warning: unable to run portable-mode/check: access denied\n');
  });
});

describe('the bundle', () => {
  it('is small and needs nothing but node:fs and node:buffer', () => {
    expect(statSync(BUNDLE).size).toBeLessThan(40_000);
    const needed = [...readFileSync(BUNDLE, 'utf8').matchAll(/^let .* = require\("([^"]+)"\)/gm)].map(
      ([, name]) => name,
    );
    expect(needed.toSorted()).toEqual(['node:buffer', 'node:fs']);
  });

  it('does not ask for koffi where there is no check script', async () => {
    services.add('light');
    for (const word of ['status', 'start', 'check'])
      expect(await svWith('sv-no-koffi.cjs', [word, 'light'])).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('output', () => {
  const many = Array.from({ length: 2000 }, (_, index) => `nowhere-${index}`);

  it('arrives whole through a nonblocking pipe that is read slowly', async () => {
    const path = `${lab.root}/pipe`;
    execFileSync('mkfifo', ['-m', '600', path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const cwd = openSync('/', 'r');
    // Node's own spawn makes standard output blocking.
    const stdout = { path, flags: constants.O_WRONLY | constants.O_NONBLOCK };
    const argv = ['sv', 'status', ...many];
    const pid = createSpawn(NOTHING_INHERITED, [])({ file: OURS, argv, cwd, stdout, session: false }) as number;
    const status = [0];
    let ended = false;
    let text = '';
    const atEnd = (): boolean => {
      ended ||= libc.waitpid(pid, status, 1) === pid;
      const bytes = Buffer.alloc(4096);
      try {
        const size = readSync(reader, bytes);
        text += bytes.toString('latin1', 0, size);
        return ended && size === 0;
      } catch {
        return false;
      }
    };
    await until('the end of the output', atEnd);
    closeSync(reader);
    closeSync(cwd);
    expect(exitStatusOf(status[0]!)).toEqual({ code: 99, signal: null, core: false });
    expect(text.split('\n')).toHaveLength(2001);
    expect(text.endsWith('fail: nowhere-1999: unable to change to service directory: file does not exist\n')).toBe(
      true,
    );
  });

  it('ends with SIGPIPE where nobody reads it', async () => {
    const child = spawn(OURS, ['status', ...many], { env: { ...within().env }, stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.destroy();
    const ended = await new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    expect(ended).toEqual({ code: null, signal: 'SIGPIPE' });
  });
});
