import { type BigIntStats, type Dirent, readdirSync, statSync, writeFileSync } from 'node:fs';
import type { SeenEntry } from '../machines/ports.ts';
import { serviceKey } from '../machines/rules/reconcile.ts';
import { tai64nText } from '../machines/rules/tai64n.ts';
import { fromBytes, toPath } from './bytes.ts';
import { keyOf } from './directory-key.ts';
import { type Come, entryAt, LastLook, type Look } from './last-look.ts';
import { codeOf, type Report, type System } from './system.ts';

/** What identifies the directory and its list of names. */
type Identity = Pick<BigIntStats, 'dev' | 'ino' | 'mtimeNs'>;

const isSame = (one: Identity, other: Identity | undefined): boolean =>
  one.ino === other?.ino && one.mtimeNs === other.mtimeNs && one.dev === other.dev;

/** Looks at one directory, again and again, and remembers what it has complained about. */
export class Scanner {
  readonly #directory: string;
  readonly #system: System;
  readonly #report: Report;
  #complaints = new Set<string>();
  /** What the directory was at the last complete look. */
  #seen: Identity | undefined;
  #key: string | undefined;
  #isBlind = true;
  #last: LastLook | undefined;

  constructor(directory: string, system: System, report: Report) {
    this.#directory = directory;
    this.#system = system;
    this.#report = report;
  }

  #warn(message: string, code?: string): void {
    this.#report({ program: 'runsvdir', subject: this.#directory, level: 'warning', message, code });
  }

  get hasSucceeded(): boolean {
    return this.#seen !== undefined;
  }

  /** Whether the directory could not be looked at the last time. */
  get isBlind(): boolean {
    return this.#isBlind;
  }

  /**
   * Which directory it was at the last complete look, if it can be looked at and there was something to be supervised. One with
   * nothing in it may be removed while somebody is in it, of which the kernel tells when he has left.
   */
  get key(): string | undefined {
    return this.#isBlind ? undefined : this.#key;
  }

  /** Undefined, and a warning, where the directory cannot be looked at. */
  #identity(): Identity | undefined {
    try {
      return statSync(toPath(this.#directory), { bigint: true });
    } catch (error) {
      return void this.#warn(`unable to stat ${this.#directory}`, codeOf(error));
    }
  }

  /** A complete look, or undefined where nothing changed (unless `forced`) or the directory cannot be read. */
  look(forced: boolean): Look | undefined {
    this.#isBlind = true;
    const identity = this.#identity();
    if (!identity) return undefined;
    if (!forced && isSame(identity, this.#seen)) {
      this.#isBlind = false;
      return undefined;
    }
    let names: Dirent<Buffer>[];
    try {
      names = readdirSync(toPath(this.#directory), { withFileTypes: true, encoding: 'buffer' });
    } catch (error) {
      const code = codeOf(error);
      const verb = code === 'ENOTDIR' ? 'change directory to' : 'open directory';
      return void this.#warn(`unable to ${verb} ${this.#directory}`, code);
    }
    this.#seen = identity;
    this.#isBlind = false;
    const look = this.#lookAt(names.filter((entry) => entry.name[0] !== 0x2e && !entry.isFile()));
    this.#last = new LastLook(this.#directory, look, this.#system.now().wall);
    // Its names may be those of one that has taken its place since it was asked what it is.
    const key = keyOf(this.#directory);
    this.#key = look.entries.length > 0 && key === serviceKey(identity) ? key : undefined;
    return look;
  }

  /** A look at a few names, of which it is known that they have changed; see {@link LastLook.with}. */
  lookAtSome(names: Iterable<string>): Come | undefined {
    return this.#last?.with(names, this.#system.now().wall);
  }

  #lookAt(names: Dirent<Buffer>[]): Look {
    const look = { entries: [] as SeenEntry[], unknown: [] as string[], dangling: [] as string[] };
    const complaints = new Set<string>();
    for (const entry of names) {
      const name = fromBytes(entry.name);
      try {
        const found = entryAt(this.#directory, name, entry.isSymbolicLink());
        if (found) look.entries.push(found);
      } catch (error) {
        const code = codeOf(error);
        (code === 'ENOENT' ? look.dangling : look.unknown).push(name);
        complaints.add(name);
        if (!this.#complaints.has(name)) this.#warn(`unable to stat ${name}`, code);
      }
    }
    this.#complaints = complaints;
    return look;
  }

  /** Debian's mark of a forced rescan: its time as a label, so that a client can wait for the file to change. */
  acknowledge(): void {
    const path = `${this.#directory}/.forced-rescan`;
    const label = tai64nText(this.#system.now().wall);
    try {
      writeFileSync(toPath(path), label, { mode: 0o644 });
    } catch (error) {
      this.#warn(`failed to open./.forced-rescan${label}`, codeOf(error));
    }
  }
}
