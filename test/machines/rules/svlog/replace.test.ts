import fc from 'fast-check';
import { expect, test } from 'vitest';
import { replaceIn, replacements } from '../../../../machines/rules/svlog/replace.ts';
import { anyChunks, anyInput, chunksOf } from '../../../support/log-arbitraries.ts';
import { bytesOf, latin1, replaced } from '../../../support/log-model.ts';

const EVERY = String.fromCharCode(...Array.from({ length: 256 }, (_, code) => code));

test('what stands for each byte', () => {
  const table = replacements('_'.charCodeAt(0), bytesOf('ob'));
  const printable = EVERY.slice(32, 127).replace(/[ob]/g, '_');
  expect(latin1(table)).toBe(`${'_'.repeat(10)}\n${'_'.repeat(21)}${printable}${'_'.repeat(129)}`);
});

test('bytes of the first `length` of each line are replaced, whatever the chunks', () => {
  fc.assert(
    fc.property(anyInput, anyChunks(7), fc.integer({ min: 1, max: 20 }), (input, sizes, length) => {
      const table = replacements('_'.charCodeAt(0), bytesOf('b'));
      let column = 0;
      let result = '';
      for (const chunk of chunksOf(input, sizes)) {
        const bytes = bytesOf(chunk);
        column = replaceIn(table, bytes, 0, bytes.length, length, column);
        result += latin1(bytes);
      }
      const lines = input.split('\n').map((line) => replaced(line, length, { by: '_', also: 'b' }));
      expect(result).toBe(lines.join('\n'));
    }),
  );
});
