import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { NewcomerLab } from '../runtime/support/newcomer-lab.ts';
import { until } from '../support/until.ts';

const STUB = resolve(import.meta.dirname, 'stub');

/** Paths of the machine's in a script: they lie in the lab then. */
const OF_MACHINE = /(^|[\s=:"'(-])(?=\/(?:var|run|etc|opt)\/)/gm;

/** Service directories as they are in distributions, in a lab of their own: their daemons are stubs, their paths lie in it. */
export class DistributionLab extends NewcomerLab {
  readonly notes = join(this.root, 'notes');
  readonly #bin = join(this.root, 'bin');

  constructor() {
    super();
    // Accounts that daemons run as have to get there.
    chmodSync(this.root, 0o755);
    mkdirSync(this.notes);
    chmodSync(this.notes, 0o1777);
    mkdirSync(this.#bin);
    for (const path of ['run', 'etc', 'var/log']) mkdirSync(join(this.root, path), { recursive: true });
    Object.assign(this.environment, {
      NOTES: this.notes,
      SVDIR: this.services,
      PATH: `${this.#bin}:${this.environment.PATH}`,
    });
  }

  /** Has a daemon of that name: in PATH, or at a path in the lab. */
  stub(...names: readonly string[]): void {
    for (const name of names) {
      const path = name.includes('/') ? join(this.root, name) : join(this.#bin, name);
      mkdirSync(resolve(path, '..'), { recursive: true });
      copyFileSync(STUB, path);
      chmodSync(path, 0o755);
    }
  }

  /** Copies a service directory, and has the supervisor see it. */
  install(from: string, name: string, rewrite: (text: string) => string = (text) => text): string {
    const home = join(this.root, 'sv', name);
    cpSync(from, home, { recursive: true, verbatimSymlinks: true });
    for (const file of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
      const path = join(home, file);
      if (!statSync(path).isFile()) continue;
      const { mode } = statSync(path);
      writeFileSync(path, rewrite(readFileSync(path, 'utf8')).replace(OF_MACHINE, `$1${this.root}`));
      chmodSync(path, mode);
    }
    return home;
  }

  link(name: string): void {
    symlinkSync(join(this.root, 'sv', name), join(this.services, name));
  }

  /** What a daemon has noted, a line each; the lab's path as `ROOT`. */
  noted(daemon: string): string[] {
    const path = join(this.notes, daemon);
    if (!existsSync(path)) return [];
    return readFileSync(path, 'utf8').replaceAll(this.root, 'ROOT').split('\n').slice(0, -1);
  }

  /** Waits until a daemon's notes are these. */
  hasNoted(daemon: string, lines: readonly string[]): Promise<unknown> {
    return until(`${daemon} has noted ${JSON.stringify(lines)}`, () => {
      const seen = this.noted(daemon);
      if (JSON.stringify(seen) !== JSON.stringify(lines)) throw new Error(`it has noted ${JSON.stringify(seen)}`);
      return true;
    });
  }

  /** Lines in a log below the lab, without their stamps. */
  log(path: string): string[] {
    const text = readFileSync(join(this.root, path, 'current'), 'utf8');
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => line.replace(/^\S+ /, ''));
  }
}
