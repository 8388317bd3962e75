import type { ProgramInput, ScriptInput, SuperviseOrder } from '../../../../machines/ports.ts';
import { statText } from '../../../../machines/rules/stat-text.ts';
import { exitedWith, killedBy, ServiceRig } from '../../../machines/support/service-rig.ts';
import type { Order } from '../support/plain-tree.ts';
import type { Role, Want } from './account.ts';
import { type Marked, markedOf } from './marks.ts';
import { IN_A_PAUSE } from './model.ts';

const SINCE = { elapsed: -60_000, wall: 0 };

/** The same service as XState runs it: real actors for its ports, and a clock. */
const begin = (role: Role, start: string): ServiceRig => {
  if (start === 'handed over in a pause') return new ServiceRig({ role, want: 'down', kept: IN_A_PAUSE }, 'hang');
  const [, file, want] = /^(?:found (run|finish) and )?wanted (up|down|exit)$/.exec(start)!;
  const adoptable = file && {
    file: file as 'run',
    pid: 7,
    since: SINCE,
    want: want as Want,
    paused: false,
    gotTerm: false,
    // Nothing is owed: a stop of an earlier runsv's is another matter.
    once: true,
  };
  return new ServiceRig({ role, want: want as Want, adoptable: adoptable || undefined }, 'hang');
};

/** What its adapter says with it. */
const saidOf = ({ unscripted, finishless }: Marked) => ({
  ...(unscripted && { unscripted }),
  ...(finishless && { finishless }),
});

const giveFact = (rig: ServiceRig, what: string, marked: Marked): void => {
  if (what === 'starts') rig.started();
  else if (what === 'exits 0') rig.exited(exitedWith(0), saidOf(marked));
  else if (what === 'dies of 9') rig.exited(killedBy(9), saidOf(marked));
  else rig.cannot(what as 'failed', saidOf(marked));
};

const give = (rig: ServiceRig, move: string): void => {
  const marked = markedOf(move);
  if (marked.late) rig.pass(10_000);
  const [first, ...words] = marked.words;
  if (first!.length === 1) rig.letters(first!, marked.unscripted ? { unscripted: true } : {});
  else if (first === 'run' || first === 'finish') giveFact(rig, words.join(' '), marked);
  else if (first!.startsWith('control/')) rig.finishScript(first!.slice(8), words[0] === 'suppresses');
  else if (first === 'service.drain' || first === 'service.resume') rig.send({ type: first });
  else rig.pass(Number(first));
};

/** What real actors order at each move of a path, in words. */
export const orderedByActors = (role: Role, path: readonly string[]): string[][] => {
  const rig = begin(role, path[0]!);
  const ordered = [rig.take()];
  for (const move of path.slice(1)) {
    give(rig, move);
    ordered.push(rig.take());
  }
  if (rig.errors.length > 0) throw rig.errors[0];
  return ordered;
};

const told = (port: string, event: { readonly type: string }): string => {
  if (event.type === 'program.signal') return (event as { signal?: string }).signal!;
  if (event.type === 'script.kill') return `kill script ${port === 'killScript' ? 'k' : 'u'}`;
  return event.type === 'status.write'
    ? statText((event as SuperviseOrder & { type: 'status.write' }).record).trim()
    : event.type;
};

const opened = (port: string, input: unknown): string => {
  if (port !== 'program') return `script ${(input as ScriptInput).letter}`;
  const { file, args, adopt } = input as ProgramInput;
  return adopt ? `adopt ${file} ${adopt}` : ['start', file, ...args].join(' ');
};

/** The orders of a plain step in the same words. */
export const inWords = (role: Role, orders: readonly Order[]): string[] =>
  orders.flatMap((order) => {
    if (order.type === 'open') return [opened(order.port, order.input)];
    if (order.type === 'done') return [`xstate.done.actor.${role}`];
    return order.type === 'tell' ? [told(order.port, order.event)] : [];
  });
