import { isDeepStrictEqual } from 'node:util';
import { moveOf } from './moves.ts';
import { lineOfPath, type Path, type PathStep } from './paths.ts';
import { type Kind, RealSubject } from './real.ts';
import type { Seen } from './seen.ts';
import { settled } from './settled.ts';

const give = async (subject: RealSubject, text: string): Promise<void> => {
  const move = moveOf(text);
  if (move.type === 'letter') await subject.letter(move.role, move.letter);
  else if (move.type === 'terminate') await subject.terminate();
  else if (move.type === 'say') subject.order('run', `say ${move.word}`);
  else if (move.who === 'log' || (move.type === 'die' && move.number === 9)) subject.kill(move.who);
  else subject.order(move.who, `${move.type} ${move.number}`);
};

/** The parts of two values that are not the same. */
const apart = (expected: unknown, found: unknown): unknown => {
  if (isDeepStrictEqual(expected, found)) return undefined;
  const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
  if (!isPlain(expected) || !isPlain(found) || Array.isArray(expected)) return { expected, found };
  return Object.fromEntries(
    Object.keys(expected).flatMap((key) => {
      const difference = apart(expected[key], found[key]);
      return difference === undefined ? [] : [[key, difference]];
    }),
  );
};

/** A path on which a subject shows something else than the machine does over its plain world. */
export class Disagreement extends Error {
  constructor(kind: Kind, path: Path, at: number, expected: Seen, found: unknown, cause: string) {
    const line = lineOfPath({ ...path, steps: path.steps.slice(0, at + 1) });
    super(
      [
        `${kind} differs from the machine`,
        `  after ${line}`,
        `  ${JSON.stringify(apart(expected, found))} ${cause}`,
        `  to replay: RUNSTATE_REPLAY='${line}' npx vitest run test/model/subjects`,
      ].join('\n'),
    );
  }
}

/** Waits until a subject shows what is expected of it. What it shows instead is told when the time is over. */
const shows = async (subject: RealSubject, expected: Seen): Promise<void> => {
  await settled(
    'it shows what is expected',
    () => isDeepStrictEqual(subject.seen(), expected),
    () => subject.nudge(),
  );
};

/** What a subject is to show; undefined: the original does something that is not compared. */
const expectedOf = (kind: Kind, { seen, differs }: PathStep): Seen | undefined =>
  kind === 'runit' && differs ? differs.theirs : seen;

/** Goes a path on a subject; after each move it has to show what the machine does. */
export const agrees = async (kind: Kind, path: Path): Promise<void> => {
  const subject = new RealSubject(kind, path.setting);
  let at = -1;
  let expected = path.first;
  let isOver = false;
  try {
    await subject.begun();
    await shows(subject, expected);
    for (const step of path.steps) {
      at++;
      const next = expectedOf(kind, step);
      if (!next) break;
      expected = next;
      await give(subject, step.move);
      await shows(subject, expected);
      if (kind === 'runit' && step.differs) break;
    }
    isOver = expected === path.steps.at(-1)!.seen;
  } catch (cause) {
    throw new Disagreement(kind, path, at, expected, attemptToSee(subject), (cause as Error).message);
  } finally {
    await subject.clean(isOver);
  }
};

const attemptToSee = (subject: RealSubject): unknown => {
  try {
    return subject.seen();
  } catch (error) {
    return String(error);
  }
};
