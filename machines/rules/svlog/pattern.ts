const STAR = 0x2a;
const PLUS = 0x2b;

/** After the last byte of the line, what is left of a pattern matches if it is a star or nothing. */
const matchesNothing = (pattern: Uint8Array, at: number): boolean =>
  at === pattern.length || (at === pattern.length - 1 && pattern[at] === STAR);

/**
 * Whether the bytes from `start` to `end` match a pattern of svlogd: anchored at both ends, no backtracking, no escapes.
 * `*` skips to the first of the byte that follows it, `+` takes one or more of the byte that follows it; that byte is
 * literal even when it is itself a star or a plus, but after a star it is then read again as an operator.
 */
export const matches = (pattern: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean => {
  const length = pattern.length;
  let at = start;
  let step = 0;
  while (step < length) {
    const byte = pattern[step]!;
    if (byte !== STAR && byte !== PLUS) {
      if (at === end || bytes[at] !== byte) return false;
      at++;
      step++;
      continue;
    }
    if (step + 1 === length) return byte === STAR;
    const next = pattern[step + 1]!;
    if (byte === STAR) {
      while (at < end && bytes[at] !== next) at++;
      if (at === end) return false;
      step++;
    } else {
      if (at === end || bytes[at] !== next) return false;
      while (at < end && bytes[at] === next) at++;
      step += 2;
      if (at === end) return matchesNothing(pattern, step);
    }
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
