import { readOptions } from '../../machines/rules/getopt.ts';
import type { Word } from './words.ts';

/** A program and its arguments, behind those that only change what it finds. */
export type Program = {
  /** Last part of its path. */
  readonly name: string;
  readonly args: readonly Word[];
  /** The account that it runs as, where one before it has said so. */
  readonly account: string | undefined;
};

/** Programs that become another one: options without and with an argument, words before the program. */
type Wrapper = { readonly flags: string; readonly withArgument: string; readonly words: number };

const wrapper = (flags: string, withArgument: string, words = 0): Wrapper => ({ flags, withArgument, words });

const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  chpst: wrapper('vP012V', 'uUbemdopfcrt/CnlL'),
  setuidgid: wrapper('', '', 1),
  's6-setuidgid': wrapper('', '', 1),
  'su-exec': wrapper('', '', 1),
  gosu: wrapper('', '', 1),
  envuidgid: wrapper('', '', 1),
  envdir: wrapper('', '', 1),
  pgrphack: wrapper('', ''),
  setlock: wrapper('nNxX', '', 1),
  softlimit: wrapper('', 'adsmopfcrtl'),
  nice: wrapper('', 'n'),
  ionice: wrapper('t', 'cn'),
  nohup: wrapper('', ''),
  setsid: wrapper('cfw', ''),
  env: wrapper('i0', 'uC'),
};

const AS_USER: ReadonlySet<string> = new Set(['setuidgid', 's6-setuidgid', 'su-exec', 'gosu']);

/** What an option's unknown argument is read as. */
const UNKNOWN = '\0';

const known = (word: string | undefined): Word => (word?.includes(UNKNOWN) ? undefined : word);

/** Undefined where its options are not to be understood. */
const unwrapOnce = (name: string, args: readonly Word[]): { rest: Word[]; account: string | undefined } | undefined => {
  const { words, ...letters } = WRAPPERS[name]!;
  let account: string | undefined;
  const rest = readOptions(
    args.map((word) => word ?? UNKNOWN),
    letters,
    (option, argument) => {
      if (option === 'u' && name === 'chpst') account = argument;
      return undefined;
    },
  );
  if (!Array.isArray(rest)) return undefined;
  const assignments = name === 'env' ? rest.findIndex((word) => !/^\w+=/.test(word)) : 0;
  const skipped = assignments < 0 ? rest.length : assignments + words;
  return { rest: rest.slice(skipped).map(known), account: AS_USER.has(name) ? rest[0] : account };
};

/** The program that a command becomes in the end; undefined where that is not plain to see. */
export const unwrapped = ([word, ...args]: readonly Word[], account?: string): Program | undefined => {
  if (word === undefined) return undefined;
  const name = word.slice(word.lastIndexOf('/') + 1);
  if (!Object.hasOwn(WRAPPERS, name)) return { name, args, account };
  const inner = unwrapOnce(name, args);
  return inner && unwrapped(inner.rest, inner.account ?? account);
};
