import type { ProgramInput, ScriptInput, SuperviseOrder } from '../../../../machines/ports.ts';
import type { Order } from '../support/plain-tree.ts';
import { type Account, afterMove, isRunning, isWanted, minus, plus } from './account.ts';

const LETTER_OF: Readonly<Record<string, string>> = {
  SIGTERM: 't',
  SIGKILL: 'k',
  SIGSTOP: 'p',
  SIGCONT: 'c',
  SIGHUP: 'h',
  SIGALRM: 'a',
  SIGINT: 'i',
  SIGQUIT: 'q',
  SIGUSR1: '1',
  SIGUSR2: '2',
};

/** A rule of supervision, and a machine that does not keep it. */
const rule = (holds: boolean, words: string): void => {
  if (!holds) throw new Error(`broken rule: ${words}`);
};

/** There is nobody to be asked: a logger has no control scripts, and others may have none. */
const isUnasked = ({ role, unscripted }: Account): boolean => role === 'log' || unscripted;

const startRun = (account: Account): Account => {
  rule(isWanted(account), 'run is started only where it is wanted');
  rule(account.rest === 0, 'run is not started before the rest is over');
  rule(!account.finishing, 'run is not started before finish has ended');
  rule(isUnasked(account) || account.consulted, 'control/u comes before every start');
  return { ...account, process: { file: 'run', alive: false }, consulted: false };
};

const startFinish = (account: Account, args: readonly string[]): Account => {
  rule(account.finishing, 'finish comes after run, and once');
  rule(`${args}` === `${account.finishArguments}`, `finish gets ${account.finishArguments}, not ${args}`);
  return { ...account, process: { file: 'finish', alive: false }, rest: 0 };
};

const startProgram = (account: Account, { file, args, adopt }: ProgramInput): Account => {
  if (adopt !== 0) return account;
  rule(account.process === undefined, `${file} is started while no process is there`);
  return file === 'run' ? startRun(account) : startFinish(account, args);
};

const startScript = (account: Account, letter: string): Account => {
  rule(account.role === 'main', 'a logger has no control scripts');
  rule(letter === 'k' || minus(account.scripts, 'k').size === 0, 'one control script at a time, beside that of k');
  if (letter === 'u') {
    rule(isWanted(account) && !account.process && account.rest === 0, 'control/u runs before a start only');
    return { ...account, scripts: plus(account.scripts, 'u') };
  }
  rule(isRunning(account), `control/${letter} runs only while run does`);
  rule(account.waiting.has(letter), `control/${letter} runs because the letter came`);
  return { ...account, waiting: minus(account.waiting, letter), scripts: plus(account.scripts, letter) };
};

/** CONT belongs to `c`, and to a stop that is to be the last word: a stopped process would not hear TERM. */
const afterContinue = (account: Account): Account => {
  const last = ['d', 'x'].find((letter) => account.waiting.has(letter));
  if (account.cleared.has('c')) return { ...account, cleared: minus(account.cleared, 'c') };
  if (last !== undefined && !isUnasked(account)) return account;
  if (last !== undefined) return { ...account, waiting: minus(account.waiting, last) };
  rule(account.waiting.has('c') && isUnasked(account), 'CONT is sent for c, d and x');
  return { ...account, waiting: minus(account.waiting, 'c'), paused: false };
};

const afterSignal = (account: Account, signal: string): Account => {
  const letter = LETTER_OF[signal]!;
  rule(account.process !== undefined, `${signal} is sent to a process`);
  if (signal === 'SIGCONT') return afterContinue(account);
  const asks = !isUnasked(account) && isRunning(account);
  const from = asks ? account.cleared : account.waiting;
  rule(from.has(letter), `${signal} is sent for ${letter}${asks ? ', and when its script has left it' : ''}`);
  return {
    ...account,
    ...(asks ? { cleared: minus(from, letter) } : { waiting: minus(from, letter) }),
    gotTerm: account.gotTerm || signal === 'SIGTERM',
    paused: account.paused || signal === 'SIGSTOP',
  };
};

/** The words of `supervise/stat`, as the manual has them, and whether there is a pid. */
const shown = ({ process, finishing, paused, gotTerm, want }: Account): string => {
  const state = finishing ? 'finish' : process?.alive ? 'run' : 'down';
  return [state, paused && 'paused', gotTerm && 'got TERM', `want ${want}`, process?.alive && 'pid']
    .filter(Boolean)
    .join(', ');
};

const written = ({
  record: { state, paused, gotTerm, want, pid },
}: SuperviseOrder & { type: 'status.write' }): string =>
  [state, paused && 'paused', gotTerm && 'got TERM', `want ${want}`, pid !== 0 && 'pid'].filter(Boolean).join(', ');

const afterTold = (account: Account, port: string, event: { readonly type: string }): Account => {
  if (port === 'program') return afterSignal(account, (event as { signal?: string }).signal!);
  if (event.type === 'script.kill') {
    const ends = port === 'killScript' ? 'k' : 'u';
    rule(account.scripts.has(ends) && account.waiting.has('k'), `k ends control/${ends}`);
    return { ...account, waiting: minus(account.waiting, 'k') };
  }
  if (event.type === 'status.write') {
    const told = written(event as SuperviseOrder & { type: 'status.write' });
    rule(told === shown(account), `the files say "${shown(account)}", not "${told}"`);
  }
  return account;
};

const afterOrder = (account: Account, order: Order): Account => {
  switch (order.type) {
    case 'open':
      return order.port === 'program'
        ? startProgram(account, order.input as ProgramInput)
        : startScript(account, (order.input as ScriptInput).letter);
    case 'close':
      rule(order.port !== 'program' || !account.process?.alive, 'a process that lives is not forgotten');
      return account;
    case 'tell':
      return afterTold(account, order.port, order.event);
    case 'done':
      rule(account.want === 'exit' || account.draining, 'a service leaves only when it is told to');
      rule(account.process === undefined && !account.finishing, 'a service leaves nothing behind');
      return account;
  }
};

/** What must be so when everything that follows from a move has been ordered. */
const settled = (account: Account, orders: readonly Order[]): void => {
  const left = orders.some(({ type }) => type === 'done');
  rule(account.cleared.size === 0, 'what its script left to runsv is done at once');
  rule(account.role === 'main' || account.waiting.size === 0, 'a logger gets its signals at once');
  rule(
    account.waiting.size === 0 || minus(account.scripts, 'k').size > 0,
    'letters wait for a script, and for nothing else',
  );
  const idle = !account.process && !account.finishing && account.rest === 0 && account.scripts.size === 0;
  rule(!idle || left || account.want === 'down', 'what is wanted and can be done is done');
};

/** What is shown, where it has changed, must have been written. */
const isShown = (before: Account, after: Account, orders: readonly Order[]): void => {
  const writes = orders.filter((order) => order.type === 'tell' && order.event.type === 'status.write');
  // While finish is being started, the files may still tell of run: who looks sees a process that has just ended.
  if (after.process && !after.process.alive) return;
  rule(shown(before) === shown(after) || writes.length > 0, `the files say "${shown(after)}"`);
};

/** Holds what a machine ordered after moves that came together against the account, and brings that up to date. */
export const judged = (before: Account, moves: readonly string[], orders: readonly Order[]): Account => {
  const after = orders.reduce(afterOrder, moves.reduce(afterMove, before));
  settled(after, orders);
  isShown(before, after, orders);
  return after;
};
