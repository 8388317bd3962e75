import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Processes, ProcessSpec } from '../../../adapters/processes.ts';
import type { ExitStatus } from '../../../machines/rules/exit-status.ts';
import { program, temporary } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';

export const FIXTURES = resolve(import.meta.dirname, '../../fixtures');

/** An open directory, closed when the test ends. */
export const directoryAt = (path: string): number => {
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  onTestFinished(() => closeSync(fd));
  return fd;
};

export type Outcome = { readonly pid: number; readonly status: ExitStatus } | { readonly failed: string };

/** Starts a program and waits for its end. */
export const outcomeOf = (processes: Processes, spec: Omit<ProcessSpec, 'session'> & { session?: boolean }) =>
  new Promise<Outcome>((settle) => {
    let pid = 0;
    processes.start(
      { session: false, ...spec },
      {
        started(started) {
          pid = started;
        },
        failed: (code) => settle({ failed: code }),
        exited: (status) => settle({ pid, status }),
      },
    );
  });

/** Starts a program and waits until it runs. */
const start = (processes: Processes, spec: ProcessSpec) =>
  new Promise<{ pid: number; end: Promise<ExitStatus> }>((settle, reject) => {
    let ended: (status: ExitStatus) => void;
    const end = new Promise<ExitStatus>((resolve) => {
      ended = resolve;
    });
    processes.start(spec, {
      started: (pid) => settle({ pid, end }),
      failed: (code) => reject(new Error(code)),
      exited: (status) => ended(status),
    });
  });

const DIGITS = '0 1 2 3 4 5 6 7 8 9';

const shell = (cwd: number, script: string): ProcessSpec => ({
  file: '/bin/sh',
  argv: ['sh', '-c', script],
  cwd,
  session: false,
});

/** What both adapters of processes promise. One adapter a process: it takes every child for its own. */
export const honoursProcesses = (create: (fault: (cause: unknown) => void) => Processes): Processes => {
  const faults: unknown[] = [];
  const processes = create((cause) => faults.push(cause));

  describe('an end', () => {
    it.each([
      ['exit 0', { code: 0, signal: null }],
      ['exit 111', { code: 111, signal: null }],
      ['kill -TERM $$', { code: null, signal: 15 }],
      ['kill -KILL $$', { code: null, signal: 9 }],
    ])('by %s is told', async (script, status) => {
      expect(await outcomeOf(processes, shell(directoryAt('/'), script))).toMatchObject({ status });
    });

    it('is told of each of many that come at once', async () => {
      const cwd = directoryAt('/');
      const codes = Array.from({ length: 40 }, (_, code) => code);
      const outcomes = await Promise.all(codes.map((code) => outcomeOf(processes, shell(cwd, `exit ${code}`))));
      expect(outcomes.map((outcome) => 'status' in outcome && outcome.status.code)).toEqual(codes);
    });

    it('is reaped: no zombie stays', async () => {
      const outcome = await outcomeOf(processes, shell(directoryAt('/'), 'exit 0'));
      expect(() => readFileSync(`/proc/${'pid' in outcome && outcome.pid}/stat`)).toThrow('ENOENT');
    });

    it('whose watcher throws is a fault, and the next is told as ever', async () => {
      const cause = new Error('broken watcher');
      const cwd = directoryAt('/');
      processes.start(shell(cwd, 'exit 0'), {
        started() {},
        failed() {},
        exited() {
          throw cause;
        },
      });
      await until('the fault is told', () => faults.includes(cause));
      expect(await outcomeOf(processes, shell(cwd, 'exit 4'))).toMatchObject({ status: { code: 4 } });
    });
  });

  describe('a start', () => {
    const lab = () => {
      const path = temporary();
      return { path, cwd: directoryAt(path) };
    };

    it('passes the arguments on, the first one included', async () => {
      const { path, cwd } = lab();
      program(join(path, 'run'), `#!/bin/sh\nexec ${FIXTURES}/tell-all "$@"\n`);
      await outcomeOf(processes, { file: './run', argv: ['./run', '', '-x', 'a b', 'ü\n'], cwd });
      expect(readFileSync(join(path, 'args'), 'utf8').split('\n').slice(1)).toEqual(['', '-x', 'a b', 'ü', '', '']);
    });

    it('happens in the directory that is open, whatever its name is by now', async () => {
      const { path } = lab();
      mkdirSync(join(path, 'before'));
      program(join(path, 'before/run'), `#!/bin/sh\nexec ${FIXTURES}/tell-all\n`);
      const cwd = directoryAt(join(path, 'before'));
      renameSync(join(path, 'before'), join(path, 'after'));
      await outcomeOf(processes, { file: './run', argv: ['./run'], cwd });
      expect(readFileSync(join(path, 'after/pwd'), 'utf8').trim()).toMatch(/\/after$/);
    });

    it('gives standard input and output as asked', async () => {
      const { path, cwd } = lab();
      writeFileSync(join(path, 'in'), 'heard');
      writeFileSync(join(path, 'out'), '');
      await outcomeOf(processes, {
        ...shell(cwd, 'cat'),
        stdin: { path: join(path, 'in'), flags: constants.O_RDONLY },
        stdout: { path: join(path, 'out'), flags: constants.O_WRONLY },
      });
      expect(readFileSync(join(path, 'out'), 'utf8')).toBe('heard');
    });

    it('gives further descriptors as asked, and no others', async () => {
      const { path, cwd } = lab();
      writeFileSync(join(path, 'state'), 'before');
      const umask = process.umask(0o022);
      const write = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC;
      await outcomeOf(processes, {
        // No pipeline and no list of the directory: the shell would have a descriptor more for them.
        ...shell(cwd, `cat <&4 >&5; for fd in ${DIGITS}; do if [ -e /proc/$$/fd/$fd ]; then echo $fd; fi; done >&7`),
        extra: {
          4: { path: join(path, 'state'), flags: constants.O_RDONLY },
          5: { path: join(path, 'newstate'), flags: write, mode: 0o664 },
          7: { path: join(path, 'descriptors'), flags: write, mode: 0o600 },
        },
      });
      process.umask(umask);
      const told = (name: string) => [readFileSync(join(path, name), 'utf8'), statSync(join(path, name)).mode & 0o777];
      expect(told('newstate')).toEqual(['before', 0o644]);
      // Above 9 the shell keeps its own, and whoever runs the tests theirs.
      expect(told('descriptors')).toEqual(['0\n1\n2\n4\n5\n7\n', 0o600]);
    });

    it('opens further descriptors in the order of their numbers, each for itself', async () => {
      const { path, cwd } = lab();
      const file = { path: join(path, 'file'), mode: 0o644 };
      await outcomeOf(processes, {
        ...shell(cwd, 'echo five >&5; cat <&6'),
        stdout: { path: join(path, 'out'), flags: constants.O_WRONLY | constants.O_CREAT },
        extra: {
          6: { ...file, flags: constants.O_RDONLY },
          5: { ...file, flags: constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC },
        },
      });
      // Six could be opened because five had made it, and begins at the file's begin.
      expect(readFileSync(join(path, 'out'), 'utf8')).toBe('five\n');
    });

    it.each(['stdin', 'stdout', 'extra'])(
      'with a file for %s that cannot be opened fails by its name',
      async (which) => {
        const { path, cwd } = lab();
        const file = { path: join(path, 'none'), flags: constants.O_RDONLY };
        const spec = { ...shell(cwd, ':'), [which]: which === 'extra' ? { 4: file } : file };
        expect(await outcomeOf(processes, spec)).toEqual({ failed: 'ENOENT' });
      },
    );

    it.each([
      [true, 'a session of its own'],
      [false, 'ours'],
    ])('session %s: in %s', async (session) => {
      const { path, cwd } = lab();
      const outcome = await outcomeOf(processes, { file: `${FIXTURES}/tell-all`, argv: ['x'], cwd, session });
      const fields = readFileSync(join(path, 'stat'), 'utf8').split(') ')[1]!.split(' ');
      expect(Number(fields[3]) === ('pid' in outcome && outcome.pid)).toBe(session);
    });

    it.each<[string, string, (path: string) => void]>([
      ['that is missing', 'ENOENT', () => {}],
      ['without permission', 'EACCES', (path) => void program(path, '#!/bin/sh\n', 0o644)],
      ['that is a directory', 'EACCES', (path) => void mkdirSync(path)],
      ['that is a link to itself', 'ELOOP', (path) => symlinkSync('run', path)],
      ['with a missing interpreter', 'ENOENT', (path) => void program(path, '#!/no/such/interpreter\n')],
    ])('of a program %s fails: %s', async (_, code, make) => {
      const { path, cwd } = lab();
      make(join(path, 'run'));
      expect(await outcomeOf(processes, { file: './run', argv: ['./run'], cwd })).toEqual({ failed: code });
    });
  });

  describe('a running process', () => {
    it('gets signals, until it has ended', async () => {
      const path = temporary();
      const spec = { file: `${FIXTURES}/wait-for-term`, argv: ['x'], cwd: directoryAt(path), session: false };
      const { pid, end } = await start(processes, spec);
      await until('it is ready', () => readFileSync(join(path, 'ready')));
      processes.signal(pid, 'SIGHUP');
      expect(await end).toMatchObject({ code: 7 });
      expect(() => processes.signal(pid, 'SIGHUP')).not.toThrow();
    });

    it('is watched by who asked last', async () => {
      const path = temporary();
      const { pid, end } = await start(processes, {
        file: `${FIXTURES}/wait-for-term`,
        argv: ['x'],
        cwd: directoryAt(path),
        session: false,
      });
      let first = false;
      void end.then(() => {
        first = true;
      });
      await until('it is ready', () => readFileSync(join(path, 'ready')));
      const watched = new Promise<ExitStatus>((resolve) => expect(processes.watch(pid, resolve)).toBe(true));
      processes.signal(pid, 'SIGTERM');
      expect(await watched).toMatchObject({ code: 0 });
      expect(first).toBe(false);
      expect(processes.watch(pid, () => {})).toBe(false);
    });

    it('that is not our child is neither watched nor signalled', () => {
      expect(processes.watch(1, () => {})).toBe(false);
      expect(() => processes.signal(1, 'SIGCONT')).not.toThrow();
    });
  });
  return processes;
};
