import { causeOf } from '../../machines/rules/causes/cause-of.ts';
import type { ActorSteps } from './archive.ts';
import type { ActorPath, StateValue, Step, StepKind } from './messages.ts';
import { plainFields } from './plain.ts';
import { firstWord } from './state-value.ts';

/** What is known of an actor while it lives. */
export type Watched = {
  readonly path: ActorPath;
  readonly machine: string;
  value: StateValue;
  context: object;
  /** Active nodes of its chart. */
  nodes: readonly unknown[];
  /** Names of the facts that say what is asked of it. */
  readonly ordered: readonly string[];
  /** Where its steps are kept. */
  readonly steps: ActorSteps;
};

/** A step as it is kept: references to what never changes. Words and plain JSON are made when somebody asks. */
export type Note = {
  readonly seq: number;
  /** Milliseconds, wall clock. */
  readonly at: number;
  readonly kind: StepKind;
  /** It is in the history; others are for those who want all. */
  readonly isKept: boolean;
  readonly path: ActorPath;
  readonly machine: string;
  readonly event: { readonly type: string };
  /** Undefined: there was none. */
  readonly from: StateValue | undefined;
  readonly to: StateValue;
  readonly context: object;
};

/** The step that a note stands for. */
export const stepOf = ({ seq, at, kind, path, machine, event, from, to, context }: Note): Step => {
  const facts = plainFields(context);
  const state = from === undefined ? 'arriving' : firstWord(from);
  return {
    seq,
    at,
    actor: path,
    machine,
    kind,
    event: { ...plainFields(event), type: event.type },
    cause: causeOf(machine, event, { state, facts }),
    ...(from !== undefined && from !== to ? { from } : {}),
    to,
    facts,
  };
};
