import type { Role } from '../../../machines/ports.ts';
import type { PlainSubject } from './plain.ts';
import type { Setting } from './setting.ts';

/**
 * What a user or a process can do, in words: `u`, `log u`, `run exits 1`, `run dies of 15`, `finish exits 0`, `log dies of
 * 9`, `run says 3`, `TERM`.
 */
export type Move =
  | { readonly type: 'letter'; readonly role: Role; readonly letter: string }
  | { readonly type: 'exit' | 'die'; readonly who: 'run' | 'finish' | 'log'; readonly number: number }
  | { readonly type: 'say'; readonly word: string }
  /** SIGTERM to runsv. */
  | { readonly type: 'terminate' };

export const moveOf = (text: string): Move => {
  const words = text.split(' ');
  if (text === 'TERM') return { type: 'terminate' };
  if (words.length === 1) return { type: 'letter', role: 'main', letter: text };
  if (words.length === 2) return { type: 'letter', role: 'log', letter: words[1]! };
  if (words[1] === 'says') return { type: 'say', word: words[2]! };
  const who = words[0] as 'run';
  return { type: words[1] === 'exits' ? 'exit' : 'die', who, number: Number(words.at(-1)) };
};

const LETTERS = 'udoxtkpchaiq12z';
const LOG_LETTERS = 'udotkpch1xz';
const CODES = [0, 1, 100, 111];

const roleOf = (who: 'run' | 'finish' | 'log'): Role => (who === 'log' ? 'log' : 'main');

export const play = (plain: PlainSubject, text: string): void => {
  const move = moveOf(text);
  if (move.type === 'letter') plain.letter(move.role, move.letter);
  else if (move.type === 'terminate') plain.terminate();
  else if (move.type === 'say') plain.say(move.word);
  else plain.end(roleOf(move.who), move.type === 'exit' ? { code: move.number } : { signal: move.number });
};

/** Ways in which a process can end by itself, or be ended from outside. Who is stopped takes no orders. */
const endings = (plain: PlainSubject): string[] => {
  const main = plain.life('main');
  const ends: string[] = [];
  if (main) {
    ends.push(`${main.file} dies of 9`);
    if (!main.stopped) {
      ends.push(...CODES.map((code) => `${main.file} exits ${code}`));
      ends.push(...[1, 15].map((signal) => `${main.file} dies of ${signal}`));
    }
  }
  if (plain.life('log')) ends.push('log dies of 9');
  return ends;
};

/** Everything that can be done to a service as it is. */
export const movesOf = (plain: PlainSubject, setting: Setting, said: number): string[] => {
  if (plain.isGone) return [];
  const main = plain.life('main');
  const speaks = setting.log !== 'none' && main?.file === 'run' && !main.stopped;
  return [
    ...LETTERS,
    ...(setting.log === 'none' ? [] : [...LOG_LETTERS].map((letter) => `log ${letter}`)),
    ...endings(plain),
    ...(speaks ? [`run says ${said}`] : []),
    'TERM',
  ];
};

/** What brings a service to its end from wherever it is, one move at a time. */
export const leavingMove = (plain: PlainSubject): string => {
  const main = plain.life('main');
  const { runsv, main: half } = plain.seen();
  if (runsv !== 'alive') throw new Error('it has left');
  if (main && !half.stat.endsWith('want exit')) return 'x';
  if (main?.file === 'finish') return 'finish exits 0';
  if (main) return 'run dies of 9';
  return plain.life('log')?.stopped ? 'log c' : 'x';
};
