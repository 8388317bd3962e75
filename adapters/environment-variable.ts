import { readFileSync } from 'node:fs';
import { fromBytes } from './bytes.ts';

/** The variable's bytes as the kernel handed them over. */
const rawVariable = (name: string): string | undefined => {
  const block = readFileSync('/proc/self/environ');
  const start = Buffer.from(`${name}=`);
  for (let at = 0; at < block.length; ) {
    const end = block.indexOf(0, at);
    const entry = block.subarray(at, end < 0 ? block.length : end);
    if (entry.subarray(0, start.length).equals(start)) return fromBytes(entry.subarray(start.length));
    at += entry.length + 1;
  }
  return undefined;
};

/** An environment variable, bytes that are not UTF-8 kept (see bytes.ts): Node replaces them. */
export const environmentVariable = (name: string): string | undefined => {
  const value = process.env[name];
  return value?.includes('\ufffd') ? (rawVariable(name) ?? value) : value;
};
