import { tai64nText } from '../tai64n.ts';

/** What has become of an old log: saved, unprocessed, or the output of a processor that runs. */
export type Suffix = 's' | 'u' | 't';

/** `@`, 24 hexadecimal digits, a dot and a letter; svlogd takes any name of that length for one. */
const LENGTH = 27;
const LABEL = 25;
const NANOSECONDS = 1_000_000_000;

/** Whether a name, one character a byte, is an old log's. */
export const isOldLog = (name: string): boolean => name.length === LENGTH && name.startsWith('@');

const hasLabel = (name: string): boolean => isOldLog(name) && /^@[0-9a-f]{24}\./.test(name);

/** The label a nanosecond later than a name's. */
const following = (name: string): string => {
  const nanoseconds = Number.parseInt(name.slice(17, LABEL), 16) + 1;
  const isNextSecond = nanoseconds >= NANOSECONDS;
  const seconds = BigInt(`0x${name.slice(1, 17)}`) + (isNextSecond ? 1n : 0n);
  return `@${seconds.toString(16).padStart(16, '0')}${(isNextSecond ? 0 : nanoseconds).toString(16).padStart(8, '0')}`;
};

/**
 * Name of the log that is rotated at a moment, without the suffix. Later than every name that is there: pruning goes by
 * names, and a clock that was set back must not make the newest log the first to go.
 */
export const labelFor = (wall: number, present: readonly string[]): string => {
  const label = tai64nText(wall);
  let latest = '';
  for (const name of present) if (name > latest && hasLabel(name)) latest = name;
  // A name sorts after its own label.
  return label > latest ? label : following(latest);
};

/** The same log under another suffix. */
export const withSuffix = (name: string, suffix: Suffix): string => `${name.slice(0, LABEL)}.${suffix}`;

/** Old logs that still await their processor, oldest first. */
export const unprocessed = (present: readonly string[]): string[] =>
  present.filter((name) => hasLabel(name) && name.endsWith('.u')).sort();
