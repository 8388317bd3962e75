import { closeSync } from 'node:fs';
import { readPart } from '../../adapters/plain-file.ts';
import { type OpenLog, openLog, Unshown } from './log-place.ts';

/** Bytes at the end of a log that are looked at. */
const WINDOW = 65_536;
/** Milliseconds between two looks. */
const PACE = 250;

const FOR_SOME =
  'not everybody on this machine may read this log: it is shown to whoever opens the address with the token, which runstate ui prints';

/** The last lines of a log; what is before the first newline of the window is half a line. */
const lastLines = ({ fd, seen: { size } }: OpenLog, count: number): string[] => {
  const from = Math.max(0, size - WINDOW);
  const lines = readPart(fd, from, size - from)
    .toString('utf8')
    .split('\n');
  if (from > 0) lines.shift();
  if (lines.at(-1) === '') lines.pop();
  return lines.slice(-count);
};

/** What is to be seen of a log: lines, or in words why there are none. */
export type Seen = { readonly lines: readonly string[]; readonly reason?: string };

export type TailOptions = {
  /** Of the log service, absolute. */
  readonly directory: string;
  /** Lines. */
  readonly count: number;
  /** Who looks may see what not everybody on this machine may read. */
  readonly seesAll: boolean;
};

/** Follows the end of a service's log as long as somebody looks at it. */
export class Tail {
  readonly #options: TailOptions;
  readonly #tell: (seen: Seen) => void;
  readonly #timer: NodeJS.Timeout;
  #state = '';

  constructor(options: TailOptions, tell: (seen: Seen) => void) {
    this.#options = options;
    this.#tell = tell;
    this.#timer = setInterval(() => this.#look(), PACE).unref();
    this.#look();
  }

  #look(): void {
    let log: OpenLog | undefined;
    try {
      log = openLog(this.#options.directory);
      this.#see(log);
    } catch (error) {
      // Anything else: it was rotated under our hands, and the next look finds the new one.
      if (error instanceof Unshown) this.#refuse(error.message);
    } finally {
      if (log) closeSync(log.fd);
    }
  }

  /** Whether it is another state than at the last look. */
  #isNew(state: string): boolean {
    const isNew = state !== this.#state;
    this.#state = state;
    return isNew;
  }

  /** Tells the lines where the file is another one, or has grown, since the last look. */
  #see(log: OpenLog | undefined): void {
    const { seesAll, count } = this.#options;
    if (log?.isPrivate && !seesAll) {
      this.#refuse(FOR_SOME);
      return;
    }
    const { dev, ino, size, mtimeMs } = log?.seen ?? { dev: 0, ino: 0, size: 0, mtimeMs: 0 };
    if (this.#isNew(`${dev} ${ino} ${size} ${mtimeMs}`)) this.#tell({ lines: log ? lastLines(log, count) : [] });
  }

  #refuse(reason: string): void {
    if (this.#isNew(reason)) this.#tell({ lines: [], reason });
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
