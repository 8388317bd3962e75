import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, Job } from './worker/main.ts';

/** Milliseconds that a job may take, and those that it may keep a processor busy: a loaded machine does not count there. */
export type Limits = { readonly elapsed: number; readonly busy: number };

/** How a job ended: with an answer, or without one. */
export type Outcome = Answer | 'hung' | 'crashed';

const MAIN = join(import.meta.dirname, 'worker/main.ts');
/** Modules of past rounds stay in memory: a worker makes way for a fresh one now and then. */
const JOBS_OF_A_WORKER = 150;
const HEAP = 1024;
/** How often it is looked at whether a worker goes round in circles. */
const LOOK = 500;
/** Milliseconds of the unit that /proc counts in. */
const TICK = 10;

/** Milliseconds for which a process has kept processors busy; 0: it is gone. */
const busyTime = (pid: number): number => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK;
  } catch {
    return 0;
  }
};

/** Calls back where a process has taken longer than it may; what is returned ends the watch. */
const watch = (pid: number, { elapsed, busy }: Limits, hung: () => void): (() => void) => {
  const [from, busyFrom] = [performance.now(), busyTime(pid)];
  const timer = setInterval(() => {
    if (performance.now() - from > elapsed || busyTime(pid) - busyFrom > busy) hung();
  }, LOOK);
  return () => clearInterval(timer);
};

const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** One process that runs jobs, one at a time. It is replaced when it hangs, dies, or has grown. */
export class Worker {
  #child: ChildProcess | undefined;
  #jobs = 0;

  #fresh(): ChildProcess {
    this.#jobs = 0;
    const child = fork(MAIN, {
      execArgv: ['--conditions=development', `--max-old-space-size=${HEAP}`, '--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    alive.add(child);
    child.once('close', () => alive.delete(child));
    return child;
  }

  /** Runs a job; without an answer within the limits it is taken for hung. */
  async run(job: Job, limits: Limits): Promise<Outcome> {
    if (this.#jobs++ >= JOBS_OF_A_WORKER) this.end();
    this.#child ??= this.#fresh();
    const child = this.#child;
    const outcome = await new Promise<Outcome>((resolve) => {
      const unwatch = watch(child.pid!, limits, () => settle('hung'));
      const settle = (how: Outcome): void => {
        unwatch();
        for (const name of ['message', 'exit', 'error']) child.removeAllListeners(name);
        resolve(how);
      };
      child.once('message', (answer: Answer) => settle(answer));
      child.once('exit', () => settle('crashed'));
      child.once('error', () => settle('crashed'));
      child.send(job);
    });
    if (typeof outcome === 'string') this.end();
    return outcome;
  }

  end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }
}
