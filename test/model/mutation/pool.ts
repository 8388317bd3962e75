import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Answer, Job } from './worker/main.ts';

/** How a job ended: with an answer, or without one. */
export type Outcome = Answer | 'hung' | 'crashed';

const MAIN = join(import.meta.dirname, 'worker/main.ts');
/** Modules of past rounds stay in memory: a worker makes way for a fresh one now and then. */
const JOBS_OF_A_WORKER = 150;
const HEAP = 1024;

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

  /** Runs a job; without an answer after so many milliseconds it is taken for hung. */
  async run(job: Job, deadline: number): Promise<Outcome> {
    if (this.#jobs++ >= JOBS_OF_A_WORKER) this.end();
    this.#child ??= this.#fresh();
    const child = this.#child;
    const outcome = await new Promise<Outcome>((resolve) => {
      const timer = setTimeout(() => resolve('hung'), deadline);
      const settle = (how: Outcome): void => {
        clearTimeout(timer);
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
