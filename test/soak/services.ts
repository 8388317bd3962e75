import { join, resolve } from 'node:path';
import { program } from '../support/temporary.ts';

const NUMBERED = resolve(import.meta.dirname, '../fixtures/numbered.pl');

/** Writes a line every so many microseconds; nothing of it is kept open but the pipe. */
const numbered = (pace: number): string => `exec perl ${NUMBERED} ${pace} 0 obedient`;

/** What a service is there for. Each tenth of the first ones has one of these, in turn. */
export type Kind = {
  readonly name: 'crasher' | 'stormed' | 'chatty' | 'processed';
  readonly run: string;
  /** Of its log; none: it has no logger. */
  readonly config?: string;
};

const CRASHER: Kind = { name: 'crasher', run: 'exec sleep 1000000' };
const STORMED: Kind = { name: 'stormed', run: numbered(200_000), config: 's100000\nn2\n' };
/** A rotation every three seconds or so: a line has some forty bytes. */
const CHATTY: Kind = { name: 'chatty', run: numbered(20_000), config: 's6000\nn3\n' };
/** A processor every ten seconds or so. */
const PROCESSED: Kind = { name: 'processed', run: numbered(100_000), config: 's4000\nn3\n!tr 0-9 a-j\n' };

const KINDS: readonly Kind[] = [
  ...[CRASHER, STORMED, CHATTY, CRASHER, STORMED],
  ...[CHATTY, CRASHER, STORMED, PROCESSED, CRASHER],
];

/** So many have a kind in turn; more that write all the time would leave the machine nothing else to do. */
const BUSY = 200;

/** The kinds of so many services, by their names. */
export const servicesOf = (count: number): ReadonlyMap<string, Kind> =>
  new Map(
    Array.from({ length: count }, (_, index) => {
      const kind = index < BUSY ? KINDS[index % KINDS.length]! : CRASHER;
      return [`${kind.name}-${index}`, kind] as const;
    }),
  );

/** Gives a service directory the logger that its kind has. */
export const addLogger = (directory: string, { config }: Kind): void => {
  if (config === undefined) return;
  program(join(directory, 'log/run'), '#!/bin/sh\nexec svlogd -tt ./main\n');
  program(join(directory, 'log/main/config'), config, 0o644);
};
