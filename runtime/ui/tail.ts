import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { toPath } from '../../adapters/bytes.ts';
import { currentLog } from './log-place.ts';

/** Bytes at the end of a log that are looked at. */
const WINDOW = 65_536;
/** Milliseconds between two looks. */
const PACE = 250;

/** The last lines of a file; what is before the first newline of the window is half a line. */
export const lastLines = (path: string, count: number): string[] => {
  const fd = openSync(toPath(path), 'r');
  try {
    const { size } = fstatSync(fd);
    const from = Math.max(0, size - WINDOW);
    const bytes = Buffer.alloc(size - from);
    const text = bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, from)).toString('utf8');
    const lines = text.split('\n');
    if (from > 0) lines.shift();
    if (lines.at(-1) === '') lines.pop();
    return lines.slice(-count);
  } finally {
    closeSync(fd);
  }
};

/** Follows the end of a service's log as long as somebody looks at it. */
export class Tail {
  readonly #directory: string;
  readonly #count: number;
  readonly #tell: (lines: readonly string[]) => void;
  readonly #timer: NodeJS.Timeout;
  #seen = '';

  /** @param directory of the log service. */
  constructor(directory: string, count: number, tell: (lines: readonly string[]) => void) {
    this.#directory = directory;
    this.#count = count;
    this.#tell = tell;
    this.#timer = setInterval(() => this.#look(), PACE).unref();
    this.#look();
  }

  /** Tells the lines where the file is another one, or has grown, since the last look. */
  #look(): void {
    try {
      const path = currentLog(this.#directory);
      const { ino, size, mtimeMs } = path ? statSync(toPath(path)) : { ino: 0, size: 0, mtimeMs: 0 };
      const state = `${path} ${ino} ${size} ${mtimeMs}`;
      if (state === this.#seen) return;
      this.#seen = state;
      this.#tell(path ? lastLines(path, this.#count) : []);
    } catch {
      // It was rotated under our hands: the next look finds the new one.
    }
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
