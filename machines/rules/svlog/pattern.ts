const STAR = 0x2a;
const PLUS = 0x2b;

/** No byte of a line can be here. */
const NOWHERE = -1;

/**
 * Where in the line a step of a pattern leads from `at`: a literal to the byte after itself, a star to the first `operand`,
 * a plus behind all that there are of it.
 */
const advance = (step: number, operand: number, bytes: Uint8Array, at: number, end: number): number => {
  let to = at;
  if (step === STAR) {
    while (to < end && bytes[to] !== operand) to++;
    return to < end ? to : NOWHERE;
  }
  if (step !== PLUS) return to < end && bytes[to] === step ? to + 1 : NOWHERE;
  while (to < end && bytes[to] === operand) to++;
  return to > at ? to : NOWHERE;
};

/**
 * Whether the bytes from `start` to `end` match a pattern of svlogd: anchored at both ends, no backtracking, no escapes.
 * `*` skips to the first of the byte that follows it, `+` takes one or more of the byte that follows it; that byte is
 * literal even when it is itself a star or a plus, but after a star it is then read again as an operator.
 */
export const matches = (pattern: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean => {
  const last = pattern.length - 1;
  let at = start;
  for (let index = 0; index <= last; index++) {
    const step = pattern[index]!;
    if (index === last && step === STAR) return true;
    // Behind a last plus there is no byte, and no line has one of those.
    at = advance(step, pattern[index + 1]!, bytes, at, end);
    if (at === NOWHERE) return false;
    if (step === PLUS) index++;
  }
  return at === end;
};

/** A line `+pattern` or `-pattern` of a config, `e` and `E` for alerts: the last one that matches decides. */
export type Selector = { readonly selects: boolean; readonly pattern: Uint8Array };

/** What the selectors make of a line; `otherwise` where none matches. */
export const judge = (
  selectors: readonly Selector[],
  otherwise: boolean,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean => {
  for (let at = selectors.length - 1; at >= 0; at--) {
    const { selects, pattern } = selectors[at]!;
    if (matches(pattern, bytes, start, end)) return selects;
  }
  return otherwise;
};
