import {
  createInspector,
  type StatelyActorEvent,
  type StatelyEventEvent,
  type StatelyInspectionEvent,
  type StatelySnapshotEvent,
} from '@statelyai/inspect';
import type { AnyStateMachine } from 'xstate';
import { type Actor, type Event, nameOf } from '../actor.ts';
import { machines } from '../machines.ts';

/** The version of the protocol: the package says it in what it makes, and nowhere else. */
const packageVersion = (): string => {
  const made: StatelyInspectionEvent[] = [];
  createInspector({ send: (event) => void made.push(event) }).actor('');
  return made[0]!._version;
};
const VERSION = packageVersion();

/** As the package has it: a function is its name. */
const functionName = (_: string, value: unknown): unknown =>
  typeof value === 'function' ? { type: value.name } : value;

/** A machine as the inspector draws it: its config, in the order that it was written in. */
const definitions: ReadonlyMap<string, string> = new Map(
  [...machines].map(([id, { config }]): [string, string] => [id, JSON.stringify(config, functionName)]),
);

/** A snapshot as XState's own would be; of a machine that is another version's, what was told of it. */
const snapshotOf = ({ machine: id, value, facts: context, status }: Actor): StatelyActorEvent['snapshot'] => {
  const machine: AnyStateMachine | undefined = machines.get(id);
  try {
    return { ...JSON.parse(JSON.stringify(machine?.resolveState({ value: value as never, context }))), status };
  } catch {
    return { status, value, context };
  }
};

/** What all messages have. The package leaves the id empty too, whatever its types say. */
const base = ({ session, root }: Actor, at: number) => ({
  ...{ sessionId: session, rootId: root, id: null as unknown as string },
  ...{ createdAt: String(at), _version: VERSION },
});

export const actorMessage = (actor: Actor): StatelyActorEvent => ({
  ...{ type: '@xstate.actor', name: nameOf(actor.path), parentId: actor.parent },
  definition: definitions.get(actor.machine) ?? JSON.stringify({ id: actor.machine }),
  snapshot: snapshotOf(actor),
  ...base(actor, actor.at),
});

/** The stream does not tell who has sent an event. */
export const eventMessage = (actor: Actor, event: Event, at: number): StatelyEventEvent => ({
  ...{ type: '@xstate.event', event, sourceId: undefined },
  ...base(actor, at),
});

export const snapshotMessage = (actor: Actor): StatelySnapshotEvent => ({
  ...{ type: '@xstate.snapshot', event: actor.event },
  snapshot: snapshotOf(actor) as StatelySnapshotEvent['snapshot'],
  ...base(actor, actor.at),
});
