/** svlogd in plain words, line by line: what the fast one is compared with. Bytes are characters of Latin-1. */

const NEWLINE = '\n';

/** Input as lines without their newlines; one that is torn is a line as well. */
export const linesOf = (input: string): string[] => {
  const lines = input.split(NEWLINE);
  if (lines.at(-1) === '') lines.pop();
  return lines;
};

/**
 * Whether a line matches a pattern. `*c` skips to the first `c`, which the pattern goes on with; `+c` takes all that there
 * are of `c`, one at least; a last `*` takes everything. Nothing is tried twice.
 */
export const matchesPlainly = (pattern: string, line: string): boolean => {
  if (pattern === '') return line === '';
  const [operator, byte] = [pattern[0]!, pattern[1]];
  if (operator === '*') {
    if (byte === undefined) return true;
    const at = line.indexOf(byte);
    return at >= 0 && matchesPlainly(pattern.slice(1), line.slice(at));
  }
  if (operator === '+') {
    if (byte === undefined || line[0] !== byte) return false;
    let count = 0;
    while (line[count] === byte) count++;
    return matchesPlainly(pattern.slice(2), line.slice(count));
  }
  return line[0] === operator && matchesPlainly(pattern.slice(1), line.slice(1));
};

/** A line `+pattern` or `-pattern` of a config. */
export type PlainSelector = { readonly selects: boolean; readonly pattern: string };

/** The last one that matches decides. */
export const isSelected = (selectors: readonly PlainSelector[], line: string): boolean =>
  selectors.reduce((is, { selects, pattern }) => (matchesPlainly(pattern, line) ? selects : is), true);

export type Replacement = { readonly by: string; readonly also: string };

const isPrintable = (byte: string): boolean => byte >= ' ' && byte <= '~';

/** `-r` and `-R`, in the first `length` bytes. */
export const replaced = (line: string, length: number, replacement: Replacement | undefined): string => {
  if (!replacement) return line;
  const { by, also } = replacement;
  const head = [...line.slice(0, length)].map((byte) => (isPrintable(byte) && !also.includes(byte) ? byte : by));
  return head.join('') + line.slice(length);
};

/**
 * Sizes in C svlogd: a line goes to the file byte by byte, a file that has its size is rotated before the next byte; one
 * that has at least its size less a line's length is rotated after a line's end, unless that difference is negative.
 */
export const rotated = (lines: readonly string[], size: number, length: number): string[] => {
  const files = [''];
  const rotate = (): void => void (files.at(-1) === '' || files.push(''));
  for (const line of lines)
    for (const byte of `${line}\n`) {
      if (size > 0 && files.at(-1)!.length >= size) rotate();
      files[files.length - 1] += byte;
      if (byte === NEWLINE && size > 0 && size >= length && files.at(-1)!.length >= size - length) rotate();
    }
  return files;
};

export const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
