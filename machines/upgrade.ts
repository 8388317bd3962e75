import { assign, type EventObject, setup } from 'xstate';
import { unprovided } from './ports.ts';
import type { ProbeFact, ReplaceFact, ReplaceInput, Successor } from './upgrade-ports.ts';

/** Milliseconds in which the new program has to say that it can be started. */
export const PROBE_PATIENCE = 10_000;
/** Milliseconds in which all services have to be between two steps. */
export const SETTLE_PATIENCE = 10_000;
/** Milliseconds between two looks whether they are. */
export const LOOK_PAUSE = 20;

export type UpgradeContext = {
  readonly successor: Successor | undefined;
  /** The service that was in the midst of something at the last look. */
  readonly busy: string | undefined;
  readonly reason: string | undefined;
};
/** It has one end only: where the upgrade succeeds, this program is no more. */
export type UpgradeOutput = { readonly reason: string | undefined };

/** This program replaced by the one that is on disk: probed first, then at a moment when no service is half-way. */
export const upgradeMachine = setup({
  types: {
    context: {} as UpgradeContext,
    output: {} as UpgradeOutput,
    events: {} as ProbeFact | ReplaceFact,
    children: {} as { probe: 'probe'; replace: 'replace' },
  },
  actors: {
    probe: unprovided<EventObject, undefined>('probe'),
    replace: unprovided<EventObject, ReplaceInput>('replace'),
  },
  delays: { probePatience: PROBE_PATIENCE, settlePatience: SETTLE_PATIENCE, lookPause: LOOK_PAUSE },
  actions: {
    noteSuccessor: assign(({ event }) => (event.type === 'probe.passed' ? { successor: event.successor } : {})),
    noteBusy: assign(({ event }) => (event.type === 'replace.busy' ? { busy: event.by } : {})),
    noteReason: assign(({ event }) => ('reason' in event ? { reason: event.reason } : {})),
    noteSilence: assign({ reason: `the new program has said nothing for ${PROBE_PATIENCE / 1000} seconds` }),
    noteUnrest: assign(({ context }) => ({
      reason: `no quiet moment in ${SETTLE_PATIENCE / 1000} seconds: ${context.busy} is starting, stopping or being told something`,
    })),
  },
}).createMachine({
  id: 'upgrade',
  context: { successor: undefined, busy: undefined, reason: undefined },
  output: ({ context }) => ({ reason: context.reason }),
  initial: 'probing',
  states: {
    probing: {
      invoke: { id: 'probe', src: 'probe' },
      on: {
        'probe.passed': { target: 'settling', actions: 'noteSuccessor' },
        'probe.failed': { target: 'refused', actions: 'noteReason' },
      },
      after: { probePatience: { target: 'refused', actions: 'noteSilence' } },
    },
    settling: {
      initial: 'replacing',
      states: {
        replacing: {
          invoke: { id: 'replace', src: 'replace', input: ({ context }) => ({ successor: context.successor! }) },
          on: { 'replace.busy': { target: 'waiting', actions: 'noteBusy' } },
        },
        waiting: { after: { lookPause: 'replacing' } },
      },
      on: { 'replace.failed': { target: 'refused', actions: 'noteReason' } },
      after: { settlePatience: { target: 'refused', actions: 'noteUnrest' } },
    },
    refused: { type: 'final' },
  },
});
