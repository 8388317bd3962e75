import { type AnyActorRef, type AnyMachineSnapshot, type InspectionEvent, StateMachine } from 'xstate';
import type { Plain, StateValue, Step } from '../../../runtime/watch/messages.ts';

const plainFacts = (context: object): Record<string, Plain> =>
  Object.fromEntries(
    Object.entries(context)
      .filter(([name, value]) => value !== undefined && name !== 'files' && value !== Number.NEGATIVE_INFINITY)
      .map(([name, value]) => [name, JSON.parse(JSON.stringify(value)) as Plain]),
  );

const WORDS: Readonly<Record<string, string>> = {
  'program.started': 'run was started',
  'program.absent': 'there is no finish',
  'script.finished': 'the control script has ended',
  'xstate.init': 'it was started',
};

const causeOf = (event: { type: string; status?: { code: number | null; signal: number | null } }): string => {
  if (event.type === 'program.exited')
    return event.status!.code === null
      ? `run was ended by signal ${event.status!.signal}`
      : `run exited with ${event.status!.code}`;
  if (WORDS[event.type]) return WORDS[event.type]!;
  if (event.type.startsWith('xstate.after.pause')) return 'the pause of 1 s is over';
  if (event.type.startsWith('control.')) return `sv ${event.type.slice('control.'.length)}`;
  return event.type;
};

/** Makes steps of what XState shows of a service's actors. */
export const stepsOf = (name: string, now: () => number, told: (step: Omit<Step, 'seq'>) => void) => {
  const before = new Map<AnyActorRef, StateValue>();
  const pathOf = (actor: AnyActorRef): string => (actor.id === name ? name : `${name}/${actor.id}`);
  return (inspected: InspectionEvent): void => {
    if (inspected.type !== '@xstate.snapshot') return;
    const actor = inspected.actorRef as AnyActorRef & { logic: unknown };
    if (!(actor.logic instanceof StateMachine)) return;
    const snapshot = inspected.snapshot as AnyMachineSnapshot;
    const from = before.get(actor);
    const to = snapshot.value as StateValue;
    const isMove = from !== undefined && JSON.stringify(from) !== JSON.stringify(to);
    before.set(actor, to);
    told({
      at: now(),
      actor: pathOf(actor),
      machine: actor.logic.id,
      kind: from === undefined ? 'started' : isMove ? 'transition' : 'snapshot',
      event: JSON.parse(JSON.stringify(inspected.event)),
      cause: causeOf(inspected.event as { type: string }),
      ...(isMove ? { from } : {}),
      to,
      facts: plainFacts(snapshot.context),
    });
  };
};
