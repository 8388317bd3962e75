import { type EventObject, fromCallback } from 'xstate';
import { bytewise } from '../../adapters/bytes.ts';
import { descriptorsOf, type HeldPlace } from '../../adapters/handed.ts';
import { becomeSuccessor } from '../../adapters/handover.ts';
import { type Inherited, noteOf } from '../../adapters/inherited-note.ts';
import { ownEntries } from '../../adapters/own-environment.ts';
import type { Place, Places } from '../../adapters/place.ts';
import type { System } from '../../adapters/system.ts';
import { SystemCallError } from '../../adapters/system-call.ts';
import { keptOf } from '../../machines/kept.ts';
import { errnoText } from '../../machines/rules/errno-text.ts';
import type { KeptSlot } from '../../machines/rules/kept.ts';
import type { ServiceSlot } from '../../machines/runsvdir-context.ts';
import type { ReplaceFact, ReplaceInput, Successor } from '../../machines/upgrade-ports.ts';
import { type HeldTitle, noteBytes, VARIABLE } from './note.ts';

/** What a runsvdir is made of, for the one that takes its place. */
export type Replaceable = {
  readonly system: System;
  readonly inherited: Inherited;
  /** Its arguments. */
  readonly args: readonly string[];
  readonly places: Places;
  /** Undefined: it is ending, or has not looked for its services yet. */
  readonly services: () => Iterable<ServiceSlot> | undefined;
  readonly title: () => HeldTitle | undefined;
};

const STANDARD = [0, 1, 2];

/** The successor has notes of its own. */
const isForThisStart = (entry: string): boolean =>
  entry.startsWith(`${VARIABLE}=`) || entry.startsWith('RUNSTATE_INHERITED=');

const heldOf = ({ main, log, logpipe }: Place): HeldPlace => ({ main: main.held, log: log?.held, logpipe });

/** Becomes the successor; returns the errno name of what kept it from that. */
const become = ({ inherited, args, places, title }: Replaceable, successor: Successor, slots: readonly KeptSlot[]) => {
  const open = slots
    .filter(({ runsv }) => runsv !== undefined)
    .map(({ key }) => [key, heldOf(places.get(key)!)] as const);
  const held = { slots, places: new Map(open), title: title() };
  return becomeSuccessor({
    argv: [...successor.command, ...args].map(bytewise),
    environment: [...ownEntries().filter((entry) => !isForThisStart(entry)), `RUNSTATE_INHERITED=${noteOf(inherited)}`],
    variable: VARIABLE,
    note: noteBytes(held),
    descriptors: [
      ...STANDARD,
      ...inherited.descriptors,
      ...open.flatMap(([, place]) => descriptorsOf(place)),
      ...(held.title ? [held.title.reader] : []),
    ],
  });
};

const attempt = (what: Replaceable, successor: Successor): ReplaceFact => {
  const services = what.services();
  if (!services) return { type: 'replace.failed', reason: 'it is ending, or has not found its services yet' };
  // The successor could not hear of an end that has been taken from the kernel.
  if (what.system.processes.isTelling) return { type: 'replace.busy', by: 'a service' };
  const kept = keptOf(services, what.system.now().elapsed);
  if ('busy' in kept) return { type: 'replace.busy', by: kept.busy };
  const code = become(what, successor, kept.slots);
  return { type: 'replace.failed', reason: `unable to run ${successor.command[0]}: ${errnoText(code)}` };
};

/** Adapter of the `replace` port. All of it is one turn of the event loop: nothing comes between the look and the exec. */
export const createReplace = (what: Replaceable) =>
  fromCallback<EventObject, ReplaceInput>(({ input, sendBack }) => {
    try {
      sendBack(attempt(what, input.successor));
    } catch (error) {
      const reason = error instanceof SystemCallError ? errnoText(error.code) : String(error);
      sendBack({ type: 'replace.failed', reason } satisfies ReplaceFact);
    }
  });
