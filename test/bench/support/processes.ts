import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { sendSignal } from '../../../adapters/send-signal.ts';
import { newMark, pidsWith } from '../../support/marked-processes.ts';
import { sleep } from './sleep.ts';

/** Every process of this run has it in its environment, whoever is its parent now. */
const mark = newMark();
const marked = (): number[] => pidsWith(mark);

/** What services are told apart by from who supervises them: `run` puts it into its environment. */
export const IN_SERVICE = 'RUNSTATE_BENCH=service';
/** The processes of this run without the services: supervisors, loggers, and what else they need. */
export const supervising = (): number[] => pidsWith(mark, IN_SERVICE);

let isEnding = false;

export type Running = {
  readonly pid: number;
  /** The exit code when it has ended; the signal's name where that ended it. */
  readonly ended: Promise<number | string>;
};

export type StartOptions = {
  readonly cwd?: string;
  readonly stdin?: number;
  readonly stdout?: number;
  readonly variables?: Readonly<Record<string, string>>;
};

export const start = (command: readonly string[], { cwd, stdin, stdout, variables }: StartOptions = {}): Running => {
  if (isEnding) throw new Error('interrupted');
  const [program, ...args] = command;
  const child: ChildProcess = spawn(program!, args, {
    cwd,
    env: { ...process.env, ...variables, ...mark },
    stdio: [stdin ?? 'ignore', stdout ?? 'ignore', 'inherit'],
  });
  if (child.pid === undefined) throw new Error(`cannot start ${program}`);
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal!));
  });
  return { pid: child.pid, ended };
};

/** The same command, with as many descriptors as the hard limit allows: not everybody takes them by himself. */
export const unlimited = (command: readonly string[]): string[] => [
  ...['/bin/sh', '-c', 'ulimit -Sn "$(ulimit -Hn)"; exec "$0" "$@"'],
  ...command,
];

/** Waits for the end, which must be a good one. */
export const succeeded = async (what: string, { ended }: Running): Promise<void> => {
  const end = await ended;
  if (end !== 0) throw new Error(`${what} ended with ${end}`);
};

/** Waits for the processes of this run to go away, so long; whether they did. */
export const allGone = async (milliseconds: number): Promise<boolean> => {
  const end = performance.now() + milliseconds;
  for (;;) {
    const began = performance.now();
    if (marked().length === 0) return true;
    if (performance.now() > end) return false;
    // To look through ten thousand processes takes long: who is to go away shall have most of the time.
    await sleep(Math.max(10, 4 * (performance.now() - began)));
  }
};

/** Ends what this run has started and is still there. Killed all at once, nobody is left to start anything anew. */
export const endAll = async (): Promise<void> => {
  do for (const pid of marked()) sendSignal(pid, 'SIGKILL');
  while (!(await allGone(100)));
};

/** As {@link endAll}, and then the end of this process, when it is interrupted. */
export const endAllOnSignals = (andThen: () => void): void => {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, async () => {
      isEnding = true;
      await endAll();
      andThen();
      process.exit(128 + constants.signals[name]);
    });
};
