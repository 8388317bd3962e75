import { descriptorsOf, type Handed, type TakeHanded } from '../../adapters/handed.ts';
import { withStderrUntouched } from '../../adapters/untouched-stderr.ts';
import type { KeptRunsv, KeptSlot } from '../../machines/rules/kept.ts';
import { type HeldTitle, type Note, readNote, VARIABLE } from './note.ts';

/** What this program goes on with, where it has become what another one was. */
export type HandedOver = {
  readonly slots: readonly KeptSlot[];
  readonly title: HeldTitle | undefined;
  /** Processes that services have, our children or an earlier supervisor's. */
  readonly pids: readonly number[];
  readonly take: TakeHanded;
};

const pidsOf = ({ main, log }: KeptRunsv): number[] =>
  [main, log].flatMap((service) => (service?.program ? [service.program.pid] : []));

/** Each is given to one, who closes what is open of it. */
const taking = ({ slots, places }: Note): TakeHanded => {
  const left = new Map<string, Handed>();
  for (const { key, runsv } of slots) {
    const held = places.get(key);
    if (runsv && held) left.set(key, { held, runsv });
  }
  return (place) => {
    const handed = left.get(place);
    left.delete(place);
    return handed;
  };
};

/**
 * Takes what the program that became this one has left: its descriptors are kept from all that is started from now on.
 * Undefined where this is a start like any other. Call it before anything is started.
 */
export const takeHandedOver = async (): Promise<HandedOver | undefined> => {
  const { [VARIABLE]: fd } = process.env;
  delete process.env[VARIABLE];
  if (fd === undefined) return undefined;
  const { holdBack, takeNote } = await withStderrUntouched(() => import('../../adapters/handover.ts'));
  const note = readNote(takeNote(Number(fd)));
  const { slots, places, title } = note;
  holdBack([...places.values()].flatMap(descriptorsOf));
  if (title) holdBack([title.reader]);
  return { slots, title, pids: slots.flatMap(({ runsv }) => (runsv ? pidsOf(runsv) : [])), take: taking(note) };
};
