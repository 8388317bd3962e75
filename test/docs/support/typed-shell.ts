import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { killWith, newMark } from '../../support/marked-processes.ts';
import { until } from '../../support/until.ts';

/** Commands that change nothing: who does not see yet what there is to be seen looks again. */
const LOOKS = /^(sv status|runstate (status|history|wait)|head|tail|cat) [^;&|]*$/;
/** What a shell says of its own jobs. */
const JOBS = /^(?:\S+: line \d+: +\d+ )?(?:\[\d+\].*|(?:Killed|Terminated|Hangup)\b.*)\n/gm;
const END = '@@ typed';

/** A shell that is typed to, command by command, and everything that it and its jobs say. */
export class TypedShell {
  readonly #shell: ChildProcess;
  readonly #ended: Promise<unknown>;
  #said = '';

  /** @param command the shell, and what it is to be started through. */
  constructor([file, ...args]: readonly string[], environment: NodeJS.ProcessEnv) {
    const mark = newMark();
    this.#shell = spawn(file!, args, { env: { ...environment, ...mark }, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#shell.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
    });
    this.#ended = new Promise((settle) => this.#shell.once('exit', settle));
    onTestFinished(async () => {
      this.#shell.stdin!.destroy();
      this.#shell.kill('SIGKILL');
      await this.#ended;
      await until('nothing is left of what was typed', () => killWith(mark).length === 0);
    });
    this.#shell.stdin!.write('exec 2>&1\n');
  }

  /**
   * Types a command, and waits until its answer is as it should be.
   *
   * @param deadline milliseconds; undefined: those of `until`.
   */
  async type(command: string, isIt: (said: string) => boolean, deadline?: number): Promise<void> {
    let begin = this.#type(command);
    let last = '';
    const answered = (): boolean => {
      const said = this.#said.slice(begin);
      const [answer, more] = said.replace(JOBS, '').split(`${END}\n`);
      if (more === undefined) return false;
      if (isIt(`${answer}${more}`)) return true;
      last = said;
      if (LOOKS.test(command)) begin = this.#type(command);
      return false;
    };
    await until('it is answered as it should be', answered, deadline).catch((cause) => {
      throw new Error(`${command}\nis answered:\n${this.#said.slice(begin) || last}`, { cause });
    });
  }

  /** Has it end, and what it was started through. */
  async end(): Promise<void> {
    this.#shell.stdin!.end();
    await this.#ended;
  }

  #type(command: string): number {
    const begin = this.#said.length;
    this.#shell.stdin!.write(`${command}\necho '${END}'\n`);
    return begin;
  }
}
