import type { ServiceStatus } from './types.ts';

/** What the list is narrowed to. */
export type Narrowing = { readonly text: string; readonly state: string | null };

/** Services whose name has the text in it and that are in the state. */
export const narrowed = (rows: readonly ServiceStatus[], { text, state }: Narrowing): readonly ServiceStatus[] => {
  const wanted = text.trim().toLowerCase();
  if (wanted === '' && state === null) return rows;
  return rows.filter(
    (row) => (state === null || row.state === state) && `${row.name} ${row.role}`.toLowerCase().includes(wanted),
  );
};

const ORDER = ['running', 'starting', 'finishing', 'backoff', 'down'];
const rankOf = (state: string): number => (ORDER.includes(state) ? ORDER.indexOf(state) : ORDER.length);

/** How many services are in each state: the usual states always, others where there are any. */
export const countsOf = (rows: readonly ServiceStatus[]): readonly (readonly [string, number])[] => {
  const counts = new Map(ORDER.map((state) => [state, 0]));
  for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].sort(([one], [other]) => rankOf(one) - rankOf(other));
};
