import { durationText, printable } from '../demo/words.ts';
import type { KnownStatus } from './from-files.ts';
import type { LastExit, StateValue, Step } from './messages.ts';
import { firstWord, stateText } from './state-value.ts';

/** A service as it is named on the command line: `web`, and `web/log` for its log service. */
export const serviceName = ({ name, role }: Pick<KnownStatus, 'name' | 'role'>): string =>
  printable(role === 'log' ? `${name}/log` : name);

/** How long ago something was, in words. */
export const agoText = (then: number, now: number): string => durationText((now - then) / 1000);

/** How a program ended last, and when. */
export const lastExitText = (exit: LastExit | null, now: number): string => {
  if (!exit) return '';
  const how = exit.signal ?? (exit.code === null ? 'unknown' : `exit ${exit.code}`);
  return `${how}, ${agoText(exit.at, now)} ago`;
};

/** The one region that differs, where there is just one: its name. */
const onlyChange = (from: StateValue, to: StateValue): string | undefined => {
  if (typeof from === 'string' || typeof to === 'string') return undefined;
  const [one, ...more] = Object.keys({ ...from, ...to }).filter(
    (region) => JSON.stringify(from[region]) !== JSON.stringify(to[region]),
  );
  return one !== undefined && more.length === 0 && from[one] !== undefined && to[one] !== undefined ? one : undefined;
};

const changeText = (from: StateValue, to: StateValue): string => {
  const region = onlyChange(from, to);
  if (region === undefined) return `${stateText(from)} → ${stateText(to)}`;
  const below = changeText((from as Regions)[region]!, (to as Regions)[region]!);
  return `${region}${below.includes(': ') ? '.' : ': '}${below}`;
};

type Regions = { readonly [region: string]: StateValue };

/**
 * From one state to another, as short as shows the difference: `running → down`, `running.orders: attending → consulting`;
 * the state alone where only facts changed.
 */
export const moveText = ({ from, to, kind }: Pick<Step, 'from' | 'to' | 'kind'>): string => {
  if (kind === 'snapshot') return firstWord(to);
  if (kind === 'stopped') return from === undefined ? 'ended' : `${firstWord(from)} → ended`;
  if (from === undefined) return `→ ${firstWord(to)}`;
  const [one, other] = [firstWord(from), firstWord(to)];
  return one === other ? changeText(from, to) : `${one} → ${other}`;
};

const two = (number: number): string => String(number).padStart(2, '0');

/** Local time, to the millisecond: `2026-11-23 00:16:38.912`. */
export const timeText = (at: number): string => {
  const date = new Date(at);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
};

/** A step as cells of a line: when, who, from where to where, why. */
export const stepCells = (step: Step): string[] => [
  timeText(step.at),
  step.actor === '' ? step.machine : printable(step.actor),
  printable(moveText(step)),
  printable(step.cause),
];
