const MARKS = ['late', 'unscripted', 'finishless'] as const;

/** What is said of a move behind its words: that it comes late, and what its adapter has not found. */
export type Marked = { readonly words: readonly string[] } & Readonly<Record<(typeof MARKS)[number], boolean>>;

export const markedOf = (move: string): Marked => {
  const all = move.split(' ');
  const has = (mark: (typeof MARKS)[number]): boolean => all.includes(mark);
  const words = all.filter((word) => !MARKS.includes(word as 'late'));
  return { words, late: has('late'), unscripted: has('unscripted'), finishless: has('finishless') };
};
