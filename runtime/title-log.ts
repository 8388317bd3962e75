import { isUtf8 } from 'node:buffer';
import { fromBytes, toBytes } from '../adapters/bytes.ts';
import type { Report } from '../adapters/system.ts';
import { withStderrUntouched } from '../adapters/untouched-stderr.ts';
import type { Sink } from './diagnostics.ts';
import { setTitle } from './title.ts';
import type { HeldTitle } from './upgrade/note.ts';

/** A `.` scrolls old text out, in milliseconds. */
const DOT_PAUSE = 900_000;
const SHORTEST = 7;
/** `log: `: the part of the argument that never changes. */
const KEPT = 5;

/** The log of a title, at work. */
export type ShownLog = {
  /** Where this program's own words go. */
  readonly sink: Sink;
  /** What a program goes on with that takes this one's place. */
  held(): HeldTitle;
};

/** The last bytes of what was said, as the tail of a text of fixed length. */
export class TitleLog {
  readonly #bytes: Buffer;

  constructor(argument: string) {
    this.#bytes = Buffer.from(toBytes(argument));
  }

  /** Adds what was said; NUL bytes are dropped, the rest is kept raw. */
  add(chunk: Uint8Array): void {
    const said = chunk.filter((byte) => byte !== 0);
    const room = this.#bytes.length - KEPT;
    const last = said.subarray(Math.max(0, said.length - room));
    this.#bytes.copyWithin(KEPT, KEPT + last.length);
    this.#bytes.set(last, this.#bytes.length - last.length);
  }

  /** All of it: what another one goes on with. */
  get shown(): string {
    return fromBytes(this.#bytes);
  }

  /** As text of the same number of bytes; what is not UTF-8, as a character cut in two is not, shows as `?`. */
  get text(): string {
    if (isUtf8(this.#bytes)) return this.#bytes.toString();
    return this.#bytes.toString('latin1').replace(/[^\n\x20-\x7e]/g, '?');
  }
}

/**
 * Shows what this program and its services say on standard error at the end of the program's title, where `ps` finds
 * it. Too short an argument is warned about, and nothing is shown.
 *
 * @param words the command line without the log argument, as `ps` is to show it.
 * @param held what the program before this one has handed over.
 * @returns undefined where there is no log. This program's own words must go to its sink: it reads the pipe behind its
 *   standard error, and would wait for itself where a service keeps that full.
 */
export const startTitleLog = async (
  words: readonly string[],
  argument: string,
  report: Report,
  held?: HeldTitle,
): Promise<ShownLog | undefined> => {
  const subject = words.at(-1)!;
  const warn = (message: string): void => report({ program: 'runsvdir', subject, level: 'warning', message });
  const disable = (message: string): undefined => {
    warn(message);
    warn('log service disabled.');
  };
  if (toBytes(argument).length < SHORTEST) return disable('log must have at least seven characters.');
  const log = new TitleLog(held?.shown ?? argument);
  const show = (chunk: Uint8Array): void => {
    log.add(chunk);
    setTitle('runsvdir', [...words, log.text].join(' '));
  };
  const { readOn, readOwnStderr } = await withStderrUntouched(() => import('../adapters/stderr-pipe.ts'));
  const reader = held ? readOn(held.reader, show) : readOwnStderr(show);
  if (typeof reader === 'string') return disable('unable to create pipe for log.');
  setInterval(() => show(Buffer.from('.')), DOT_PAUSE).unref();
  show(Buffer.from(held ? '' : '.'));
  return { sink: show, held: () => ({ reader, shown: log.shown }) };
};
