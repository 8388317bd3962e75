import { closeSync, constants, existsSync, mkdirSync, openSync, readFileSync, symlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { toPath } from '../../../adapters/bytes.ts';
import { sendSignal } from '../../../adapters/send-signal.ts';
import { program, temporary } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';

/** Notes each of its lives, and stays. Keeps no descriptor of ours. */
const RUN = '#!/bin/sh\necho $$ >>pids\nexec sleep 3600 </dev/null >/dev/null 2>&1\n';

export const isAlive = (pid: number): boolean => {
  try {
    return !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};

/** A directory of services, and what is known of their processes. Whatever still runs when the test ends is killed. */
export class Lab {
  readonly root = temporary();
  readonly services = join(this.root, 'services');
  readonly #names = new Set<string>();

  constructor() {
    mkdirSync(this.services);
    onTestFinished(() => {
      for (const name of this.#names) for (const pid of this.alive(name)) sendSignal(pid, 'SIGKILL');
    });
  }

  /** The directory behind a name. */
  home(name: string): string {
    return `${this.root}/${name}.home`;
  }

  /** Writes a service directory; `link` lets the scanner see it. */
  define(name: string, run = RUN): string {
    this.#names.add(name);
    mkdirSync(toPath(this.home(name)));
    if (run !== '') program(`${this.home(name)}/run`, run);
    return this.home(name);
  }

  link(name: string, as = name): void {
    symlinkSync(toPath(this.home(name)), toPath(`${this.services}/${as}`));
  }

  add(...names: string[]): void {
    for (const name of names) {
      this.define(name);
      this.link(name);
    }
  }

  /** Every process that ever was the service. */
  lives(name: string): number[] {
    const path = toPath(`${this.home(name)}/pids`);
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean).map(Number) : [];
  }

  alive(name: string): number[] {
    return this.lives(name).filter(isAlive);
  }

  /** The one process of a service, once it runs and the files say so. */
  running(name: string): Promise<number> {
    return until(`${JSON.stringify(name)} runs`, () => {
      const pid = Number(readFileSync(toPath(`${this.home(name)}/supervise/pid`), 'utf8'));
      return this.alive(name).includes(pid) && this.stat(name).startsWith('run') && pid;
    });
  }

  stat(name: string): string {
    return readFileSync(toPath(`${this.home(name)}/supervise/stat`), 'utf8').trim();
  }

  /** Writes letters; throws ENXIO where no runsv listens. */
  control(name: string, letters: string | Uint8Array): void {
    const fd = openSync(toPath(`${this.home(name)}/supervise/control`), constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      writeSync(fd, Buffer.from(letters));
    } finally {
      closeSync(fd);
    }
  }
}
