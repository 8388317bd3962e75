import fc from 'fast-check';
import type { PlainSelector, Replacement } from './log-model.ts';

/** Few bytes, so that patterns match and lines end often; among them some that cannot be printed. */
const byte = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', '*', '+', ' ') },
  { weight: 2, arbitrary: fc.constant('\n') },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) },
);
const text = (maxLength: number): fc.Arbitrary<string> => fc.array(byte, { maxLength }).map((bytes) => bytes.join(''));

/** Any input: short lines, long ones, empty ones. */
export const anyInput: fc.Arbitrary<string> = fc.oneof(
  text(200),
  fc
    .array(fc.integer({ min: 0, max: 60 }), { maxLength: 8 })
    .map((all) => all.map((n) => `${'x'.repeat(n)}\n`).join('')),
);

export const anyPattern: fc.Arbitrary<string> = fc
  .array(fc.constantFrom('a', 'b', '*', '+', '*', '+'), { maxLength: 8 })
  .map((bytes) => bytes.join(''));

export const anySelectors: fc.Arbitrary<PlainSelector[]> = fc.array(
  fc.record({ selects: fc.boolean(), pattern: fc.oneof(anyPattern, fc.constant('*a*')) }),
  { maxLength: 4 },
);

export const anyReplacement: fc.Arbitrary<Replacement | undefined> = fc.option(
  fc.record({ by: fc.constantFrom('_', 'a', '\n', '\t'), also: fc.constantFrom('', 'b', '\n*') }),
  { nil: undefined },
);

/** Sizes of chunks, in turn. */
export const anyChunks = (most: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: most }), { minLength: 1, maxLength: 8 });

/** An input cut into chunks of such sizes. */
export const chunksOf = (input: string, sizes: readonly number[]): string[] => {
  const chunks: string[] = [];
  for (let at = 0; at < input.length; at += chunks.at(-1)!.length)
    chunks.push(input.slice(at, at + sizes[chunks.length % sizes.length]!));
  return chunks;
};
