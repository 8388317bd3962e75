import { type OptionLetters, readOptions } from '../getopt.ts';
import { limitValue, niceIncrement } from './numbers.ts';
import { type Draft, newDraft, type Problem, type Request, type Resource } from './request.ts';

const LETTERS: OptionLetters = { flags: 'vP012V', withArgument: 'uUbemdopfcrt/CnlL' };
const USAGE: Problem = { problem: 'usage' };

/** Limits that an option sets; the last option wins for each. */
const LIMITS: Readonly<Record<string, readonly Resource[]>> = {
  m: ['DATA', 'STACK', 'MEMLOCK', 'AS'],
  d: ['DATA'],
  o: ['NOFILE'],
  p: ['NPROC'],
  f: ['FSIZE'],
  c: ['CORE'],
  r: ['RSS'],
  t: ['CPU'],
};

/** In runit the mark of a limit that no option has set; it can be written as a number, too. */
const NOT_SET = -2n;

/** Takes a limit into the draft; false: it is no number. */
export const takeLimit = (draft: Draft, resources: readonly Resource[], value: bigint | undefined): boolean => {
  if (value === undefined) return false;
  for (const resource of resources) {
    if (value === NOT_SET) draft.limits.delete(resource);
    else draft.limits.set(resource, value);
  }
  return true;
};

/** What an option changes in the draft. */
type Setting = (argument: string, draft: Draft) => Partial<Draft> | Problem;

/** The two exclude each other, and each a second of its kind. */
const locked =
  (waits: boolean): Setting =>
  (file, draft) =>
    draft.lock ? USAGE : { lock: { file, waits } };

const closing =
  (fd: number): Setting =>
  (_, draft) => ({ closed: new Set([...draft.closed, fd]) });

const SETTINGS: Readonly<Record<string, Setting>> = {
  u: (text) => ({ account: { text, extended: true } }),
  U: (text) => ({ shownAccount: { text, extended: true } }),
  e: (path) => ({ environmentDirectory: { path, subdirectories: 'skipped' } }),
  '/': (root) => ({ root }),
  C: (directory) => ({ directory }),
  n(text) {
    const nice = niceIncrement(text);
    return nice === undefined ? USAGE : { nice };
  },
  l: locked(true),
  L: locked(false),
  v: () => ({ verbose: true }),
  P: () => ({ session: true }),
  0: closing(0),
  1: closing(1),
  2: closing(2),
  V: () => ({ problem: 'version' }),
};

const takeOption = (draft: Draft, option: string, argument: string): Problem | undefined => {
  const limits = LIMITS[option];
  if (limits) return takeLimit(draft, limits, limitValue(argument)) ? undefined : USAGE;
  const setting = SETTINGS[option]!(argument, draft);
  if ('problem' in setting) return setting;
  Object.assign(draft, setting);
  return undefined;
};

/** Reads chpst's command line. */
export const chpstRequest = (args: readonly string[]): Request | Problem => {
  const draft = newDraft();
  let name: string | undefined;
  const words = readOptions(args, LETTERS, (option, argument) => {
    if (option !== 'b') return takeOption(draft, option, argument);
    name = argument;
    return undefined;
  });
  if (!Array.isArray(words)) return words;
  const [program, ...rest] = words;
  return program === undefined ? USAGE : { ...draft, program, argv: [name ?? program, ...rest] };
};
