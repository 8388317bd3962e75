import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import koffi from 'koffi';
import { expect, it } from 'vitest';
import { cString, pointersInto } from '../../adapters/c-strings.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const read = (pointers: BigUint64Array): string[] =>
  [...pointers.subarray(0, -1)].map((pointer) => koffi.decode.string(pointer));

it('ends with NULL, also where there is nothing', () => {
  expect([...pointersInto(Buffer.alloc(0))]).toEqual([0n]);
  expect(read(pointersInto(Buffer.concat(['a', '', 'b=c'].map(cString))))).toEqual(['a', '', 'b=c']);
});

it('keeps the strings for as long as there are pointers to them', () => {
  const made = Array.from({ length: 200 }, (_, n) => pointersInto(Buffer.from(`N=${n}\0PAD=${'x'.repeat(5000)}\0`)));
  for (let time = 0; time < 5; time++) {
    collect();
    for (let n = 0; n < 200; n++) Buffer.alloc(5010, 'J');
  }
  expect(made.map((pointers) => read(pointers)[0])).toEqual(made.map((_, n) => `N=${n}`));
});
