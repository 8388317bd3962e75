import { markedOf } from './marks.ts';

export type Want = 'up' | 'down' | 'exit';
export type Role = 'main' | 'log';

/**
 * What runsv(8) and COMPATIBILITY.md say a service is, after what has happened to it: kept apart from the machine, in
 * words of its own. Every order of the machine is held against it.
 */
export type Account = {
  readonly role: Role;
  readonly want: Want;
  /** To be started once although it is not wanted up. */
  readonly once: boolean;
  /** A logger whose service has gone: it reads to the end, and leaves. */
  readonly draining: boolean;
  readonly paused: boolean;
  readonly gotTerm: boolean;
  readonly process: { readonly file: 'run' | 'finish'; readonly alive: boolean } | undefined;
  /** Between the end of `run` and the end of `finish`. */
  readonly finishing: boolean;
  /** Arguments that `finish` is to get. */
  readonly finishArguments: readonly string[];
  /** Milliseconds that have to pass before the next start; 0: none. */
  readonly rest: number;
  /** Milliseconds since `run` was started. */
  readonly age: number;
  /** The age at which its second of rest is over, be it called back by then; 0: none is due. */
  readonly restsUntil: number;
  /** Letters that nothing has been done about, each once however often it came (R25); p and c where they came last. */
  readonly waiting: ReadonlySet<string>;
  /** Letters whose script left the signal to runsv. */
  readonly cleared: ReadonlySet<string>;
  /** Control scripts that run. */
  readonly scripts: ReadonlySet<string>;
  /** `control/u` has ended: the start may come. */
  readonly consulted: boolean;
  /** The adapter has said, with what happened just now, that there are no control scripts. */
  readonly unscripted: boolean;
};

/** A service that runsv has just taken up: down, or running as it was found. */
export const beginning = (role: Role, want: Want, found?: 'run' | 'finish'): Account => ({
  role,
  want,
  once: false,
  draining: false,
  paused: false,
  gotTerm: false,
  process: found && { file: found, alive: true },
  finishing: found === 'finish',
  finishArguments: [],
  rest: 0,
  age: Number.POSITIVE_INFINITY,
  restsUntil: 0,
  waiting: new Set(),
  cleared: new Set(),
  scripts: new Set(),
  consulted: false,
  unscripted: false,
});

export const plus = (set: ReadonlySet<string>, ...more: readonly string[]): ReadonlySet<string> =>
  new Set([...set, ...more]);
export const minus = (set: ReadonlySet<string>, ...less: readonly string[]): ReadonlySet<string> =>
  new Set([...set].filter((one) => !less.includes(one)));

export const isRunning = ({ process }: Account): boolean => process?.file === 'run' && process.alive;
export const isWanted = ({ want, once, draining }: Account): boolean => want === 'up' || once || draining;

/** A stop: TERM, and where the service is not to run again CONT and the script of what is wanted. */
const stop = (account: Account): Account => ({
  ...account,
  waiting: plus(account.waiting, 't', ...(account.want === 'up' ? [] : [account.want === 'down' ? 'd' : 'x'])),
});

/** A logger that reads to the end leaves whatever else it is told. */
const wanting = (account: Account, want: Want, once = false): Account =>
  account.draining ? account : { ...account, want, once };

const stopped = (account: Account, want: Want): Account => {
  const asked = wanting(account, want);
  return isRunning(account) ? stop(asked) : asked;
};

/** What a letter does, by the table of runsv(8). */
const afterLetter = (account: Account, letter: string): Account => {
  const runs = isRunning(account);
  const waits = { ...account, waiting: plus(minus(account.waiting, letter), letter) };
  switch (letter) {
    case 'u':
      return wanting(account, 'up');
    case 'o':
      return wanting(account, 'down', !runs && !account.finishing);
    case 'd':
      return stopped(account, 'down');
    case 'x':
      return account.role === 'main' ? stopped(account, 'exit') : account;
    case 't':
      return runs ? stop(account) : account;
    case 'k':
      // It waits for no other script, and ends its own that runs. R06: it ends finish, too.
      return runs || (account.finishing && account.process) || account.scripts.has('u') ? waits : account;
    case 'p':
    case 'c':
      return runs ? waits : { ...account, paused: letter === 'p' };
    default:
      return runs ? waits : account;
  }
};

const NOBODY = {
  process: undefined,
  gotTerm: false,
  waiting: new Set<string>(),
  cleared: new Set<string>(),
  scripts: new Set<string>(),
};

/** A second of rest where the start of `run` is less than a second ago; who leaves needs none (R17). */
const rested = (account: Account): Account => ({
  ...account,
  ...NOBODY,
  finishing: false,
  restsUntil: account.age < 1000 ? account.age + 1000 : 0,
  rest: account.age < 1000 && account.want !== 'exit' && !account.draining ? 1000 : 0,
});

const STATUS: Readonly<Record<string, readonly string[]>> = {
  'exits 0': ['0', '0'],
  'dies of 9': ['-1', '9'],
  failed: ['111', '0'],
};

/** What p and c say that have come and were not done yet: they count in every state, until something is started. */
const isPaused = ({ scripts, waiting, paused }: Account): boolean => {
  const last = [...scripts, ...waiting].findLast((letter) => letter === 'p' || letter === 'c');
  return last === undefined ? paused : last === 'p';
};

/** `run` has ended: what was due to it is due to nobody. */
const afterRun = (before: Account, how: string, finishless: boolean): Account => {
  const account = { ...before, paused: isPaused(before) };
  return account.role === 'main' && !finishless
    ? { ...account, ...NOBODY, finishing: true, finishArguments: STATUS[how]! }
    : rested(account);
};

const started = (account: Account, file: 'run' | 'finish'): Account => {
  const runs = { ...account, process: { file, alive: true }, paused: false, gotTerm: false };
  if (file === 'finish') return runs;
  const fresh = { ...runs, once: false, age: 0 };
  // Not wanted any more since it was ordered: it is stopped at once.
  return isWanted(account) ? fresh : stop(fresh);
};

const afterFact = (account: Account, file: 'run' | 'finish', fact: string, finishless: boolean): Account => {
  if (fact === 'starts') return started(account, file);
  if (fact === 'refused') return { ...account, process: undefined, waiting: new Set(), rest: 5000 };
  if (file === 'finish') return rested(account);
  return afterRun(fact === 'failed' ? { ...account, once: false, age: 0 } : account, fact, finishless);
};

const afterScript = (account: Account, letter: string, suppressed: boolean): Account => {
  const scripts = minus(account.scripts, letter);
  if (letter === 'u') return { ...account, scripts, consulted: isWanted(account) };
  // p and c change what the files say whatever their scripts do.
  const paused = letter === 'p' || (letter === 'c' ? false : account.paused);
  const isSignal = !suppressed && letter !== 'd' && letter !== 'x';
  return { ...account, scripts, paused, cleared: isSignal ? plus(account.cleared, letter) : account.cleared };
};

/** Its service has gone: a logger reads to the end, for which one that was paused has to go on (R27). */
const drained = (account: Account): Account => ({
  ...account,
  ...{ want: 'exit', draining: true, rest: 0 },
  waiting: account.paused && isRunning(account) ? plus(account.waiting, 'c') : account.waiting,
});

/** What a move makes of the account, before anything was ordered. */
export const afterMove = (before: Account, move: string): Account => {
  const { words, late, unscripted, finishless } = markedOf(move);
  const account = { ...before, age: before.age + (late ? 10_000 : 0), unscripted };
  const [first, ...more] = words;
  if (first === 'begins') return account;
  if (first!.length === 1 && more.length === 0) return afterLetter(account, first!);
  if (first === 'run' || first === 'finish') return afterFact(account, first, more.join(' '), finishless);
  if (first!.startsWith('control/')) return afterScript(account, first!.slice(8), more[0] === 'suppresses');
  if (first === 'service.drain') return drained(account);
  if (first === 'service.resume') return { ...account, want: 'up', draining: false };
  return { ...account, rest: 0, age: account.age + Number(first) };
};
