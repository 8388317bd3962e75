import { readOptions } from '../getopt.ts';
import { limitValue } from './numbers.ts';
import { chpstRequest, takeLimit } from './options.ts';
import { type Draft, newDraft, type Problem, type Request, type Resource } from './request.ts';

const USAGE: Problem = { problem: 'usage' };
const HARD_LIMIT = -1n;

/** A request for the program that these words name. */
const withProgram = (draft: Draft, words: readonly string[]): Request | Problem =>
  words.length === 0 ? USAGE : { ...draft, program: words[0]!, argv: words };

/** A program whose first word says what to do, and that has no options. */
const byFirstWord =
  (setting: (word: string) => Partial<Draft>) =>
  ([word, ...words]: readonly string[]): Request | Problem => {
    return withProgram({ ...newDraft(), ...(word === undefined ? {} : setting(word)) }, words);
  };

/** Letters and meaning of the locks are runit's, which swap those of daemontools: `-n` waits here. */
const setlock = (args: readonly string[]): Request | Problem => {
  const draft = newDraft();
  let waits = false;
  const words = readOptions<Problem>(args, { flags: 'nNxX', withArgument: '' }, (option) => {
    if (option.toLowerCase() === 'n') waits = option === 'n';
    else draft.silent = option === 'x';
    return undefined;
  });
  if (!Array.isArray(words)) return words;
  const [file, ...rest] = words;
  if (file !== undefined) draft.lock = { file, waits };
  return withProgram(draft, rest);
};

const SOFTLIMITS: Readonly<Record<string, readonly Resource[]>> = {
  a: ['AS'],
  c: ['CORE'],
  d: ['DATA'],
  f: ['FSIZE'],
  l: ['MEMLOCK'],
  m: ['DATA', 'STACK', 'MEMLOCK', 'AS'],
  o: ['NOFILE'],
  p: ['NPROC'],
  r: ['RSS'],
  s: ['STACK'],
  t: ['CPU'],
};

const softlimit = (args: readonly string[]): Request | Problem => {
  const draft = newDraft();
  const words = readOptions<Problem>(args, { flags: '', withArgument: 'acdflmoprst' }, (option, argument) => {
    const value = argument === '=' ? HARD_LIMIT : limitValue(argument);
    return takeLimit(draft, SOFTLIMITS[option]!, value) ? undefined : { problem: 'usage', of: 'chpst' };
  });
  return Array.isArray(words) ? withProgram(draft, words) : words;
};

const PROGRAMS: Readonly<Record<string, (args: readonly string[]) => Request | Problem>> = {
  setuidgid: byFirstWord((text) => ({ account: { text, extended: false } })),
  envuidgid: byFirstWord((text) => ({ shownAccount: { text, extended: false } })),
  envdir: byFirstWord((path) => ({ environmentDirectory: { path, subdirectories: 'refused' } })),
  pgrphack: (args) => withProgram({ ...newDraft(), session: true }, args),
  setlock,
  softlimit,
};

/** The name a program goes by: one leading `d` does not count. */
export const shownName = (name: string): string => (name[0] === 'd' ? name.slice(1) : name);

/** Reads the command line of chpst or, where the name says so, of the program that it stands in for. */
export const readCommand = (name: string, args: readonly string[]): Request | Problem =>
  (PROGRAMS[shownName(name)] ?? chpstRequest)(args);
