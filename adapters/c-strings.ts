import { toBytes } from './bytes.ts';
import { addressOf } from './libc.ts';

/** Pointers are numbers to the garbage collector: this keeps the bytes as long as the pointers into them. */
const owners = new WeakMap<BigUint64Array, Buffer>();

/** A string for C. */
export const cString = (text: string): Buffer => Buffer.concat([toBytes(text), Buffer.of(0)]);

/** A NULL-terminated `char *[]` of the strings in a block, each ended by NUL. The array keeps the block alive. */
export const pointersInto = (block: Buffer): BigUint64Array => {
  const first = block.length > 0 ? addressOf(block) : 0n;
  const starts: bigint[] = [];
  for (let at = 0; at < block.length; at = block.indexOf(0, at) + 1) starts.push(first + BigInt(at));
  const pointers = BigUint64Array.from([...starts, 0n]);
  owners.set(pointers, block);
  return pointers;
};
