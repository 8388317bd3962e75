import { lstatSync, statSync } from 'node:fs';
import type { ScanFact, SeenEntry } from '../machines/ports.ts';
import { serviceKey } from '../machines/rules/reconcile.ts';
import { isSettled } from '../machines/rules/settled.ts';
import { toPath } from './bytes.ts';
import { codeOf } from './system.ts';

/** What a look at a directory shows. */
export type Look = Pick<Extract<ScanFact, { type: 'scan.completed' }>, 'entries' | 'unknown' | 'dangling'>;

/** What a look at some names shows: directories that have come. */
export type Come = readonly SeenEntry[];

/** The directory that a name leads to; undefined where something else is there. */
export const entryAt = (directory: string, name: string, link: boolean): SeenEntry | undefined => {
  const stats = statSync(toPath(`${directory}/${name}`), { bigint: true });
  if (!stats.isDirectory()) return undefined;
  return { name, dev: stats.dev, ino: stats.ino, link, changed: Number(stats.mtimeNs / 1000n) };
};

/**
 * What a complete look has shown, so that of ten thousand directories only the new one need be looked at. Everything but
 * a name that has come asks for a complete look: a name that has gone may be another one's by now.
 */
export class LastLook {
  readonly #directory: string;
  readonly #entries: Map<string, SeenEntry>;
  /** Nothing of it asks for a second look. */
  #isSettled: boolean;

  /** @param now microseconds since the Unix epoch. */
  constructor(directory: string, { entries, unknown, dangling }: Look, now: number) {
    this.#directory = directory;
    this.#entries = new Map(entries.map((entry) => [entry.name, entry]));
    this.#isSettled = unknown.length + dangling.length === 0 && entries.every((entry) => isSettled(entry, now));
  }

  #entryAt(name: string): SeenEntry | undefined {
    const stats = lstatSync(toPath(`${this.#directory}/${name}`), { throwIfNoEntry: false });
    return stats && !stats.isFile() ? entryAt(this.#directory, name, stats.isSymbolicLink()) : undefined;
  }

  /** Whether under a name there is what there was, or a directory that has come, which is taken in and told of. */
  #takes(name: string, now: number, come: SeenEntry[]): boolean {
    const known = this.#entries.get(name);
    const entry = this.#entryAt(name);
    if (known) return entry !== undefined && serviceKey(entry) === serviceKey(known) && entry.link === known.link;
    if (!entry) return true;
    this.#entries.set(name, entry);
    this.#isSettled &&= isSettled(entry, now);
    come.push(entry);
    return true;
  }

  /**
   * Takes in what has come about under some names.
   *
   * @returns what has come; undefined: only a complete look can tell.
   */
  with(names: Iterable<string>, now: number): Come | undefined {
    if (!this.#isSettled) return undefined;
    const come: SeenEntry[] = [];
    try {
      for (const name of names) if (!name.startsWith('.') && !this.#takes(name, now, come)) return undefined;
    } catch (error) {
      // A complete look tells of it.
      codeOf(error);
      return undefined;
    }
    return come;
  }
}
