import { type AnyState, type AnyStateMachine, State, toSCXMLEvent } from 'xstate';
import type { Actor } from '../inspectors/actor.ts';
import { eventOf } from '../inspectors/xstate4/event.ts';

/** The state of an actor as XState 4 would tell it. Throws where the machine has no such state. */
const resolved = (machine: AnyStateMachine, { value, facts, event, session }: Actor): AnyState => {
  const { configuration, ...state } = machine.resolveState(State.from(value as never, facts) as never);
  const _event = { ...toSCXMLEvent(eventOf(event)), origin: session };
  return new State({ ...state, configuration, _event, _sessionid: session, event: _event.data } as never);
};

/** The state of an actor; of one whose machine is another version's, the machine's first. */
export const stateOf = (machine: AnyStateMachine, actor: Actor): AnyState => {
  try {
    return resolved(machine, actor);
  } catch {
    return machine.initialState;
  }
};
