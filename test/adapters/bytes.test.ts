import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromBytes, toBytes, toPath } from '../../adapters/bytes.ts';
import { temporary } from '../support/temporary.ts';

it('any bytes survive the round trip', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect([...toBytes(fromBytes(bytes))]).toEqual([...bytes]);
    }),
    { numRuns: 1000 },
  );
});

it('text reads as itself, and has the bytes Node gives it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(fromBytes(Buffer.from(text))).toBe(text);
      expect(toBytes(text)).toEqual(Buffer.from(text));
    }),
  );
});

it.each([
  [[0xff], '\udcff'],
  [[0x61, 0x80, 0x62], 'a\udc80b'],
  // A character cut short, then a whole one.
  [[0xe2, 0x82, 0xc3, 0xbc], '\udce2\udc82ü'],
  // What looks like a surrogate in UTF-8 is none.
  [[0xed, 0xb2, 0x80], '\udced\udcb2\udc80'],
])('%j is %j', (bytes, text) => {
  expect(fromBytes(Uint8Array.from(bytes))).toBe(text);
  expect([...toBytes(text)]).toEqual(bytes);
});

it('finds a file whose name is no text', () => {
  const path = temporary();
  const name = Buffer.from([0x73, 0xff, 0x0a]);
  mkdirSync(toPath(`${path}/${fromBytes(name)}`));
  expect(readdirSync(path, { encoding: 'buffer' })).toEqual([name]);
  expect(toPath(join(path, 'plain'))).toBe(join(path, 'plain'));
});
