import type { HeldPlace } from '../../adapters/handed.ts';
import type { KeptService, KeptSlot } from '../../machines/rules/kept.ts';

/**
 * Number of the form that the note has. A program takes over from one that writes the same form only; whoever changes
 * what is in it, or what the launcher's variables say, counts it up.
 */
export const FORM = 1;

/** The variable that names the note's descriptor. */
export const VARIABLE = 'RUNSTATE_HANDOVER';

/** The pipe behind standard error, where there is a LOG argument, and what is shown of it. */
export type HeldTitle = { readonly reader: number; readonly shown: string };

/** What a runsvdir leaves to the one that it becomes. */
export type Note = {
  readonly slots: readonly KeptSlot[];
  /** Descriptors by the keys of the slots. */
  readonly places: ReadonlyMap<string, HeldPlace>;
  readonly title: HeldTitle | undefined;
};

/** The clock of `elapsed` begins with the program, this one with the system: milliseconds between the two. */
const sinceBoot = (): number => Number(process.hrtime.bigint()) / 1e6 - performance.now();

const shifted = (service: KeptService, by: number): KeptService => ({
  ...service,
  startedAt: service.startedAt + by,
  endedAt: service.endedAt + by,
});

const shiftedSlot = ({ runsv, ...slot }: KeptSlot, by: number): KeptSlot => ({
  ...slot,
  runsv: runsv && { ...runsv, main: shifted(runsv.main, by), log: runsv.log && shifted(runsv.log, by) },
});

/** What has not been started yet was started infinitely long ago, for which JSON has null. */
const withInfinity = (key: string, value: unknown): unknown =>
  key === 'startedAt' && value === null ? Number.NEGATIVE_INFINITY : value;

export const noteBytes = ({ slots, places, title }: Note): Buffer => {
  const by = sinceBoot();
  const note = { slots: slots.map((slot) => shiftedSlot(slot, by)), places: [...places], title };
  return Buffer.from(JSON.stringify(note));
};

export const readNote = (bytes: Buffer): Note => {
  const { slots, places, title } = JSON.parse(bytes.toString(), withInfinity);
  const by = -sinceBoot();
  return { slots: slots.map((slot: KeptSlot) => shiftedSlot(slot, by)), places: new Map(places), title };
};
