import { type AnyStateMachine, createMachine } from 'xstate';
import { machines as originals } from '../inspectors/machines.ts';
import { configOfMachine } from '../inspectors/xstate4/config.ts';

/** Every machine of ours as one of XState 4, by id: to look at, not to run. */
export const machines: ReadonlyMap<string, AnyStateMachine> = new Map(
  [...originals].map(([id, original]): [string, AnyStateMachine] => [
    id,
    createMachine({ ...configOfMachine(original), predictableActionArguments: true } as never),
  ]),
);

/** What is said of a machine that is another version's. */
const UNKNOWN = 'unknown';

/** A machine with nothing in it but the state that an actor says that it is in. */
export const unknownMachine = (id: string): AnyStateMachine =>
  createMachine({ id, initial: UNKNOWN, states: { [UNKNOWN]: {} }, predictableActionArguments: true });
