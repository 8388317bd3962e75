import type { Condition } from '../watch/condition.ts';
import type { Sighting } from './watch-services.ts';

/** A service and its log service as last seen. */
export type Row = {
  readonly key: string;
  readonly name: string;
  readonly main: Condition | undefined;
  readonly log: Condition | undefined;
};

/** What has been seen of all services. */
export class Board {
  readonly #rows = new Map<string, Row>();

  note({ key, name, role, condition }: Sighting): void {
    const row = this.#rows.get(key) ?? { key, name, main: undefined, log: undefined };
    this.#rows.set(key, { ...row, name, [role]: condition });
  }

  /** Forgets services whose directories are gone. */
  keep(keys: { has(key: string): boolean }): void {
    for (const key of this.#rows.keys()) if (!keys.has(key)) this.#rows.delete(key);
  }

  /** By name. */
  get rows(): Row[] {
    return [...this.#rows.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }
}
