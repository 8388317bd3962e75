import type { Plain, Recording, StateValue, Step } from '../../../runtime/watch/messages.ts';
import { MOST_STEPS, type Track } from './track.ts';

const KINDS: readonly unknown[] = ['started', 'event', 'microstep', 'transition', 'snapshot', 'stopped'];
/** Characters of the longest file that is read. */
const LONGEST = 64 * 1024 * 1024;
const DEEPEST = 32;
/** Characters of the longest text in a step; the supervisor cuts its own at 300. */
const LONGEST_TEXT = 10_000;
/** The last millisecond that a calendar has. */
const LAST_TIME = 8.64e15;

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isTime = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= LAST_TIME;
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST_TEXT;

const isStateValue = (value: unknown, depth = 0): value is StateValue =>
  isText(value) ||
  (depth < DEEPEST && isObject(value) && Object.values(value).every((inner) => isStateValue(inner, depth + 1)));

const isPlain = (value: unknown, depth = 0): value is Plain =>
  value === null ||
  isText(value) ||
  ['number', 'boolean'].includes(typeof value) ||
  (depth < DEEPEST &&
    typeof value === 'object' &&
    Object.values(value as object).every((inner) => isPlain(inner, depth + 1)));

const stepProblem = (step: unknown, before: number): string | undefined => {
  if (!isObject(step)) return 'is no object';
  if (!isCount(step.seq) || step.seq <= before) return 'has no number greater than the one before';
  if (!isTime(step.at)) return 'has no time that a calendar knows';
  for (const field of ['actor', 'machine', 'cause'])
    if (!isText(step[field])) return `has no text ${field}, or one that is too long`;
  if (!KINDS.includes(step.kind)) return `has an unknown kind: ${JSON.stringify(step.kind)}`;
  if (!isObject(step.event) || !isText(step.event.type) || !isPlain(step.event)) return 'has no event with a type';
  if (step.from !== undefined && !isStateValue(step.from)) return 'has a from that is no state';
  if (!isStateValue(step.to)) return 'has a to that is no state';
  return isObject(step.facts) && isPlain(step.facts) ? undefined : 'has no facts';
};

const headProblem = (file: Fields): string | undefined => {
  if (file.format !== 'runstate-recording') return 'This is not a recording of runstate.';
  if (file.version !== 1) return `This is a recording of version ${JSON.stringify(file.version)}; version 1 is known.`;
  for (const field of ['directory', 'actor']) if (!isText(file[field])) return `The recording has no ${field}.`;
  if (!isTime(file.recordedAt)) return 'The recording does not say when it was made.';
  if (!isCount(file.lost)) return 'The recording does not say how many steps are lost.';
  return Array.isArray(file.steps) ? undefined : 'The recording has no steps.';
};

const stepsProblem = (steps: readonly unknown[]): string | undefined => {
  let before = 0;
  for (const [place, step] of steps.entries()) {
    const problem = stepProblem(step, before);
    if (problem) return `Step ${place + 1} of the recording ${problem}.`;
    before = (step as Step).seq;
  }
  return steps.length === 0 ? 'The recording is empty.' : undefined;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

type Read =
  /** `note`: what of it is not shown. */
  { readonly recording: Recording; readonly note?: string } | { readonly problem: string };

/** More steps than a track has cannot be gone through: the last ones can. */
const cut = (recording: Recording): Read => {
  const surplus = recording.steps.length - MOST_STEPS;
  if (surplus <= 0) return { recording };
  return {
    recording: { ...recording, steps: recording.steps.slice(surplus), lost: recording.lost + surplus },
    note: `The recording has ${recording.steps.length} steps: the last ${MOST_STEPS} of them are shown.`,
  };
};

/** Reads a file that somebody chose: the recording, or in words what is wrong with it. */
export const readRecording = (text: string): Read => {
  if (text.length > LONGEST) return { problem: 'The file is too large for a recording.' };
  const file = parsed(text);
  if (!isObject(file)) return { problem: 'The file is not JSON, or no object.' };
  const problem = headProblem(file) ?? stepsProblem(file.steps as unknown[]);
  return problem === undefined ? cut(file as Recording) : { problem };
};

/** What is known of a service, as a recording. */
export const recordingOf = ({ root, lost, steps }: Track, directory: string, now: number): Recording => ({
  format: 'runstate-recording',
  version: 1,
  directory,
  recordedAt: now,
  actor: root,
  lost,
  steps,
});

/** Name of the file that a recording is saved as. */
export const fileNameOf = ({ actor, recordedAt }: Recording): string => {
  const name = actor.replaceAll(/[^A-Za-z0-9._-]+/g, '-') || 'runsvdir';
  return `${name}-${new Date(recordedAt).toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')}.runstate.json`;
};
