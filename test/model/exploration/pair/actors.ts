import type { AnyEventObject } from 'xstate';
import type { Adoptable, ProgramInput, ScriptInput, SuperviseOrder } from '../../../../machines/ports.ts';
import { statText } from '../../../../machines/rules/stat-text.ts';
import { RunsvRig } from '../../../machines/support/runsv-rig.ts';
import { exitedWith, killedBy } from '../../../machines/support/service-rig.ts';
import type { Role } from '../service/account.ts';
import type { Order } from '../support/plain-tree.ts';
import { FOUND, STARTS } from './model.ts';

/** The same pair as XState runs it: real actors, and a clock. */
const begin = (start: string, isPrompt: boolean): RunsvRig => {
  const { main, log, isFound } = STARTS[start]!;
  const adopt = isFound ? (FOUND as Adoptable) : undefined;
  const rig = new RunsvRig({ finish: true, scripts: !isPrompt });
  rig.opened({ log: log !== undefined, down: main === 'down', logDown: log === 'down', adopt, adoptLog: log && adopt });
  rig.tell({ type: 'supervise.announced' });
  return rig;
};

const giveFact = (rig: RunsvRig, role: Role, what: string): void => {
  if (what === 'starts') rig.started(role);
  else if (what === 'exits 0') rig.exited(role, exitedWith(0));
  else if (what === 'dies of 9') rig.exited(role, killedBy(9));
  else rig.cannot(role, what as 'failed');
};

const give = (rig: RunsvRig, move: string): void => {
  if (move.endsWith(' late')) rig.clock.increment(10_000);
  const [role, told] = move.startsWith('log ') ? (['log', move.slice(4)] as const) : (['main', move] as const);
  const [first, ...words] = told.replace(/ late$/, '').split(' ');
  if (move === 'TERM' || move.startsWith('is told')) rig.leave(move !== 'TERM');
  else if (told.length === 1) rig.letters(told, role);
  else if (first === 'run' || first === 'finish') giveFact(rig, role, words.join(' '));
  else if (first!.startsWith('control/')) rig.finishScript(first!.slice(8), words[0] === 'suppresses');
  else rig.clock.increment(Number(first));
};

/** What real actors order at each move of a path, in words. */
export const orderedByActors = (path: readonly string[], isPrompt: boolean): string[][] => {
  const rig = begin(path[0]!, isPrompt);
  const ordered = [rig.take()];
  for (const move of path.slice(1)) {
    give(rig, move);
    ordered.push(rig.take());
  }
  if (rig.error) throw rig.error;
  return ordered;
};

const told = (port: string, event: AnyEventObject): string => {
  if (event.type === 'program.signal') return `${event.signal} ${port.split('/')[0]}`;
  if (event.type === 'script.kill') return `kill script ${port.endsWith('killScript') ? 'k' : 'u'}`;
  if (event.type !== 'status.write') return event.type;
  const { role, record } = event as SuperviseOrder & { type: 'status.write' };
  return `${role}: ${statText(record).trim()}`;
};

const opened = (input: ProgramInput | ScriptInput, isPrompt: boolean): string[] => {
  if ('letter' in input) return isPrompt ? [] : [`script ${input.letter}`];
  const { role, file, adopt } = input;
  return [adopt ? `adopt ${role} ${file} ${adopt}` : `start ${role} ${file}`];
};

/** The orders of a plain step in the same words. */
export const inWords = (orders: readonly Order[], isPrompt: boolean): string[] =>
  orders.flatMap((order) => {
    if (order.type === 'tell') return [told(order.port, order.event)];
    if (order.type === 'open' && order.port !== 'supervise')
      return opened(order.input as ProgramInput | ScriptInput, isPrompt);
    return order.type === 'close' && order.port === 'supervise' ? ['closed'] : [];
  });
