import { pauseText } from '../../machines/rules/causes/cause.ts';
import { SIGNAL_OF_LETTER, type SignalLetter } from '../../machines/rules/control-letter.ts';
import { signalName } from '../../machines/rules/signal-name.ts';
import { printable, stateText } from '../demo/words.ts';
import type { KnownStatus } from './from-files.ts';
import type { Step } from './messages.ts';
import { firstWord } from './state-value.ts';
import { agoText, serviceName } from './words.ts';

/** Events that say what is wanted from now on. */
const WANTS: ReadonlySet<string> = new Set([
  ...['control.up', 'control.down', 'control.once', 'control.exit', 'service.drain', 'service.resume'],
]);
/** Events that end `run`, or keep it from starting. */
const ENDS: ReadonlySet<string> = new Set(['program.exited', 'program.failed', 'program.refused']);

const isWant = ({ event }: Step): boolean => WANTS.has(event.type);
const isStart = ({ event, to }: Step): boolean => event.type === 'program.started' && firstWord(to) === 'running';
/** In `finishing` it is `finish` that ends. */
const isEnd = ({ event, from, to }: Step): boolean => ENDS.has(event.type) && firstWord(from ?? to) !== 'finishing';

/** The signal that a letter has sent. */
const signalOf = ({ type, letter }: Step['event']): string | undefined => {
  if (type === 'control.term') return 'SIGTERM';
  if (type === 'control.kill') return 'SIGKILL';
  return type === 'control.signal' ? SIGNAL_OF_LETTER[letter as SignalLetter] : undefined;
};

/** The letter that `run` died of: one that sent the very signal while it ran. */
const killerOf = (end: Step, steps: readonly Step[]): Step | undefined => {
  const status = end.event.status as { readonly signal: number | null } | undefined;
  if (!status || status.signal === null) return undefined;
  const started = steps.findLast((step) => step.seq < end.seq && isStart(step))?.seq ?? 0;
  const name = signalName(status.signal);
  return steps.findLast(({ seq, event }) => seq > started && seq < end.seq && signalOf(event) === name);
};

/** Why it was wanted so from the start. */
const first = (status: KnownStatus, steps: readonly Step[]): string[] => {
  const start = steps.findLast(({ kind }) => kind === 'started');
  if (status.want === 'up' || start?.facts.want !== status.want) return [];
  return start.facts.comes === 'anew' ? ['it has a file down'] : ['it was found so'];
};

/** Who wanted it so, and how `run` ended last, in that order or the other; of both what the state comes from. */
const past = (status: KnownStatus, steps: readonly Step[]): string[] => {
  const want = steps.findLast(isWant);
  const end = steps.findLast(isEnd);
  const isAnswered = want !== undefined && end !== undefined && want.seq > end.seq;
  const hasProcess = status.state === 'running' || status.state === 'starting';
  // What an order has started afresh does not come from the end before.
  const lastEnd = end && !(isAnswered && hasProcess) ? [killerOf(end, steps), end] : [];
  // Whoever is wanted up again and again ends and starts: that it was once wanted up says nothing.
  const order = status.want !== 'up' || !end || isAnswered ? [want] : [];
  const all = [...order, ...lastEnd].filter((step) => step !== undefined);
  const told = [...new Set(all)].sort((one, other) => one.seq - other.seq).map(({ cause }) => cause);
  return want ? told : [...first(status, steps), ...told];
};

/** What keeps it in its state at this moment. */
const present = ({ state, paused, gotTerm, want }: KnownStatus, steps: readonly Step[]): string[] => {
  const pause = steps.at(-1)?.facts.pause;
  const isResting = state === 'backoff' && want === 'up' && typeof pause === 'number';
  const stop = paused ? steps.findLast(({ event }) => event.type === 'control.pause') : undefined;
  return [
    ...(stop ? [stop.cause] : []),
    ...(gotTerm ? ['it was sent TERM and has not ended yet'] : []),
    ...(isResting ? [`a pause of ${pauseText(pause)} before the next start`] : []),
  ];
};

/**
 * Why a service is in the state that it is in: what is wanted, how it ended last, and what it waits for. A signal is a
 * reason only where the process died of it. `web is down for 5 s, wanted down: sv down, run was killed by SIGTERM`.
 *
 * @param steps of the service and of others, oldest first.
 * @param now wall clock, in milliseconds.
 */
export const whyText = (status: KnownStatus, steps: readonly Step[], now: number): string => {
  const own = steps.filter(({ actor }) => actor === status.actor);
  const reasons = [...past(status, own), ...present(status, own)];
  const want = status.want === 'up' ? 'wanted up' : status.want === 'down' ? 'wanted down' : 'told to exit';
  const why = reasons.length > 0 ? `: ${reasons.map(printable).join(', ')}` : '';
  const process = status.pid === null ? '' : ` (pid ${status.pid})`;
  return `${serviceName(status)} is ${stateText(status)}${process} for ${agoText(status.since, now)}, ${want}${why}`;
};
