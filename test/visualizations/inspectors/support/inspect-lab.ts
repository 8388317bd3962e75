import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { WatchLab } from '../../../runtime/watch/support/watch-lab.ts';
import { program } from '../../../support/temporary.ts';
import { until } from '../../../support/until.ts';

const MAIN = resolve(import.meta.dirname, '../../../../visualizations/inspectors/main.ts');

/** A runsvdir, and bridges to inspectors in front of it. */
export class InspectLab extends WatchLab {
  /** A service with a logger that runs inside the supervisor. */
  addLogged(name: string): void {
    this.define(name);
    program(`${this.home(name)}/log/run`, '#!/bin/sh\nexec svlogd -tt ./main\n');
    program(`${this.home(name)}/log/main/config`, '', 0o644);
    this.link(name);
  }

  /** Once a service has run for so long that there is no pause after its end. */
  async settled(name: string): Promise<void> {
    await this.running(name);
    const { mtimeMs } = statSync(`${this.home(name)}/supervise/pid`);
    await until('it has run for more than a second', () => Date.now() > mtimeMs + 1200);
  }

  /** Starts `npm run inspect`; what it says, and how it ends. */
  inspect(...args: readonly string[]) {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.err += text;
    });
    const ended = new Promise<number | null>((settle) => child.once('close', settle));
    onTestFinished(() => void child.kill('SIGKILL'));
    return { said, ended };
  }

  /** Where a bridge listens, `HOST:PORT/TOKEN`, once there is a supervisor to ask. */
  async bridge(kind: 'stately' | 'xstate', ...args: readonly string[]): Promise<string> {
    await this.socket();
    const { said } = this.inspect(kind, '--directory', this.services, ...args);
    return until('it listens', () => {
      if (said.err !== '') throw new Error(said.err);
      return /127\.0\.0\.1:\d+\/[\w-]+/.exec(said.out)?.[0];
    });
  }
}
