import { type EventObject, fromCallback } from 'xstate';
import { hear } from '../../adapters/heard-process.ts';
import type { System } from '../../adapters/system.ts';
import type { ProbeFact } from '../../machines/upgrade-ports.ts';
import { FORM } from './note.ts';
import { PROBE } from './probed.ts';

/** What it says, in a line. */
export type Answer = {
  /** Its version. */
  readonly runstate: string;
  /** Of the note that it takes over from. */
  readonly form: number;
  readonly command: readonly string[];
};

/**
 * No directory is named: a program that knows nothing of this, an older one or C runit's, has wrong usage to complain
 * of, and does nothing.
 */
const SCRIPT = `${PROBE}=1 exec "$@" --`;

const parsed = (line: string): Partial<Answer> | undefined => {
  try {
    const answer: unknown = JSON.parse(line);
    return typeof answer === 'object' && answer !== null ? answer : undefined;
  } catch {
    return undefined;
  }
};

const isCommand = (words: unknown): words is readonly string[] =>
  Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string');

/** What an answer comes to. */
export const factOf = (line: string): ProbeFact => {
  const { runstate, form, command } = parsed(line) ?? {};
  if (typeof runstate !== 'string' || !isCommand(command))
    return { type: 'probe.failed', reason: `the new program does not say how it is started, but: ${line}` };
  if (form !== FORM)
    return { type: 'probe.failed', reason: `the new program, version ${runstate}, cannot go on from this version` };
  return { type: 'probe.passed', successor: { version: runstate, command } };
};

const failure = (words: string): ProbeFact => ({
  type: 'probe.failed',
  reason: `the new program cannot be started${words.trim() === '' ? '' : `: ${words.trim()}`}`,
});

/**
 * Adapter of the `probe` port: the program that is on disk now, as a process of its own.
 *
 * @param launcher what this program was started by.
 */
export const createProbe = (system: System, launcher: readonly string[]) =>
  fromCallback<EventObject, undefined>(({ sendBack }) =>
    hear(system, ['/bin/sh', '-c', SCRIPT, 'sh', ...launcher], {
      said: (line) => sendBack(factOf(line)),
      failed: (words) => sendBack(failure(words)),
    }),
  );
