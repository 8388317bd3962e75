import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { dataRoot } from './scratch.ts';

/** What the last line of an input begins with. */
export const MARKER = 'the-last-line';
const BLOCK = 1 << 20;

const line = (start: string, bytes: number): Buffer => Buffer.from(`${start.padEnd(bytes - 1, ' 0123456789abcdef')}\n`);

/** Lines of so many bytes each, newline counted in; only the last one is different. */
export const linesOf = (bytes: number, count: number): Buffer => {
  const whole = Buffer.alloc(bytes * count, line('an ordinary line', bytes));
  line(MARKER, bytes).copy(whole, whole.length - bytes);
  return whole;
};

const files = new Map<string, string>();
const once = (name: string, write: (fd: number) => void): string => {
  const made = files.get(name);
  if (made !== undefined) return made;
  const path = join(dataRoot(), name);
  const fd = openSync(path, 'w');
  write(fd);
  closeSync(fd);
  files.set(name, path);
  return path;
};

/** A file of such lines, of so many bytes in all; written when first asked for. */
export const linesFile = (bytes: number, total: number): string =>
  once(`lines-${bytes}-${total}`, (fd) => {
    const perBlock = Math.floor(BLOCK / bytes);
    const block = Buffer.alloc(perBlock * bytes, line('an ordinary line', bytes));
    const count = Math.max(1, Math.floor(total / bytes));
    let left = count - 1;
    for (; left >= perBlock; left -= perBlock) writeSync(fd, block);
    writeSync(fd, linesOf(bytes, left + 1));
  });

/** A file of so many bytes without a newline. */
export const endlessFile = (total: number): string =>
  once(`endless-${total}`, (fd) => {
    const block = Buffer.alloc(BLOCK, 'x');
    for (let left = total; left > 0; left -= BLOCK) writeSync(fd, block, 0, Math.min(left, BLOCK));
  });
