import type { Random } from './random.ts';

/** Calls that the kernel may refuse, by what they need. */
export type FaultKind = 'spawn' | 'open' | 'write' | 'sync' | 'read' | 'name' | 'watch';

/** What each is refused with. */
const CODES: Readonly<Record<FaultKind, readonly string[]>> = {
  spawn: ['EAGAIN', 'ENOMEM'],
  open: ['EMFILE', 'ENFILE'],
  write: ['ENOSPC', 'EIO'],
  sync: ['EIO'],
  read: ['EIO'],
  name: ['ENOSPC', 'EIO'],
  watch: ['ENOSPC'],
};
export const FAULT_KINDS = Object.keys(CODES) as FaultKind[];

/** Refusals that are to come: how likely each kind of call is to be refused, and with what. */
export class Faults {
  readonly #random: Random;
  readonly #odds = new Map<FaultKind, { odds: number; code: string }>();
  /** Refusals so far, by kind and code. */
  readonly counts: Record<string, number> = {};

  constructor(random: Random) {
    this.#random = random;
  }

  /** @param code one of {@link CODES}; by number, wrapped around. */
  set(kind: FaultKind, odds: number, code = 0): void {
    this.#odds.set(kind, { odds, code: CODES[kind][code % CODES[kind].length]! });
  }

  clear(): void {
    this.#odds.clear();
  }

  /** Errno name where this call is to fail. */
  of(kind: FaultKind): string | undefined {
    const fault = this.#odds.get(kind);
    if (!fault || !this.#random.chance(fault.odds)) return undefined;
    this.count(`${kind} ${fault.code}`);
    return fault.code;
  }

  count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }
}
