import { expect, it } from 'vitest';
import { controlEvent, SIGNAL_OF_LETTER, staysAs } from '../../../machines/rules/control-letter.ts';

const LETTERS = 'udoxtkpchaiq12';

it('understands exactly the letters of runsv', () => {
  const understood = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => controlEvent(byte) !== undefined);
  expect(Buffer.from(understood).toString()).toBe([...LETTERS].sort().join(''));
});

it.each([...'\0\n eEzZUDK9'])('%j is junk', (char) => {
  expect(controlEvent(char.charCodeAt(0))).toBeUndefined();
});

it('knows no names that JavaScript puts into objects', () => {
  // A look-up by one letter cannot meet `constructor`, but a byte above 127 must not either.
  expect(controlEvent(0xfc)).toBeUndefined();
});

it.each([
  ['t', 'SIGTERM'],
  ['k', 'SIGKILL'],
  ['p', 'SIGSTOP'],
  ['c', 'SIGCONT'],
  ['h', 'SIGHUP'],
  ['a', 'SIGALRM'],
  ['i', 'SIGINT'],
  ['q', 'SIGQUIT'],
  ['1', 'SIGUSR1'],
  ['2', 'SIGUSR2'],
] as const)('%s is %s', (letter, signal) => {
  expect(SIGNAL_OF_LETTER[letter]).toBe(signal);
});

it('u, o and d undo an exit, each as it wants the service', () => {
  const stays = [...LETTERS].map((letter) => [letter, staysAs(controlEvent(letter.charCodeAt(0))!)]);
  expect(Object.fromEntries(stays.filter(([, want]) => want !== undefined))).toEqual({ u: 'up', o: 'down', d: 'down' });
});
