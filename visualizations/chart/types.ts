/** A machine's chart as plain data: what is drawn, what is lit, and what the page reads from its JSON. */
export type Chart = {
  /** Id of the machine. */
  readonly machine: string;
  readonly root: ChartNode;
};

/** Path of a state from the root, with dots: `running.orders.attending`; empty for the machine itself. */
export type NodeId = string;

export type NodeKind = 'atomic' | 'compound' | 'parallel' | 'final';

export type ChartNode = {
  readonly id: NodeId;
  readonly name: string;
  readonly kind: NodeKind;
  /** The state that it is entered by. */
  readonly initial?: NodeId;
  readonly rows: readonly ChartRow[];
  /** Transitions that leave it for another state outside it, or beside it. */
  readonly edges: readonly Transition[];
  readonly children: readonly ChartNode[];
};

/** A line inside a state: what is done on entry and exit, who is invoked, and what changes facts only. */
export type ChartRow = {
  readonly kind: 'entry' | 'exit' | 'invoke' | 'transition';
  readonly head: string;
  readonly tail: string;
  readonly transition?: Transition;
};

export type Transition = {
  /** Source and place in it: `running#3`. */
  readonly id: string;
  readonly source: NodeId;
  /** Undefined: it changes facts, not the state. */
  readonly target?: NodeId;
  readonly reenter: boolean;
  /** As XState calls it; empty: taken at once when its guard holds. */
  readonly event: string;
  /** The event as it is shown: `after pause` for a delay. */
  readonly title: string;
  readonly guard: string;
  readonly actions: readonly string[];
};
