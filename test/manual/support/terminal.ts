import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { until } from '../../support/until.ts';

/** What stands for a program: it shows the words that it was given. */
const WORDS = /^(<.*>)\r?$/gm;
/** What a shell waits behind; it may switch the terminal's way to paste on. */
const PROMPT = /ready> (\x1b\[\?2004h)?$/;

/** A shell in a terminal of its own, which a test types into. Needs script(1). */
export class Terminal {
  readonly #script: ChildProcess;
  #shown = '';

  /** @param shell its command line; it has to prompt with `ready> `. */
  constructor(shell: string, directory: string, environment: NodeJS.ProcessEnv) {
    const env = { ...process.env, TERM: 'dumb', ...environment };
    this.#script = spawn('script', ['-qec', `exec ${shell}`, '/dev/null'], { cwd: directory, env });
    this.#script.stdout!.setEncoding('utf8').on('data', (text) => {
      this.#shown += text;
    });
    const ended = new Promise((settle) => this.#script.once('exit', settle));
    onTestFinished(async () => {
      this.#script.kill();
      await ended;
    });
  }

  /** Types a line, in which a tab completes; the words that the program is given by it. */
  async type(line: string): Promise<string> {
    await until('the shell prompts', () => PROMPT.test(this.#shown));
    const before = this.#words().length;
    this.#script.stdin!.write(`${line}\n`);
    return until(`${line} is run`, () => this.#words()[before]);
  }

  #words(): string[] {
    return [...this.#shown.matchAll(WORDS)].map(([, words]) => words!);
  }
}
