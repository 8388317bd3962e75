import { describe, expect, it } from 'vitest';
import { type SvCommand, svCommand } from '../../../machines/rules/sv-command.ts';

const orders = (letters: string, waits = false, kills = false): SvCommand => ({
  type: 'control',
  letters,
  conditions: [...letters] as never,
  waits,
  kills,
});

const WAITS = true;
const KILLS = true;

describe('svCommand', () => {
  it.each([...'udophaikq12tc'])('sends %s for every word that begins with it', (letter) => {
    for (const word of [letter, `${letter}x`, `${letter} `, `${letter}zzz`])
      expect(svCommand(word, false)).toEqual(orders(letter));
  });

  it.each([
    ['x', orders('x')],
    ['exit', orders('x')],
    ['D', orders('d', WAITS, KILLS)],
    ['T', orders('tc', WAITS, KILLS)],
    ['X', orders('x', WAITS, KILLS)],
    ['E', orders('x', WAITS, KILLS)],
    ['start', orders('u', WAITS)],
    ['stop', orders('d', WAITS)],
    ['shutdown', orders('x', WAITS)],
    ['restart', orders('tcu', WAITS)],
    ['reload', orders('h', WAITS)],
    ['try-restart', orders('tc', WAITS)],
    ['try-restar', orders('t')],
    ['force-stop', orders('d', WAITS, KILLS)],
    ['force-reload', orders('tc', WAITS, KILLS)],
    ['force-restart', orders('tcu', WAITS, KILLS)],
    ['force-shutdown', orders('x', WAITS, KILLS)],
    ['check', { type: 'control', letters: '', conditions: ['C'], waits: true, kills: false }],
    ['checks', orders('c')],
  ] as const)('takes %s, and so in an init script', (word, command) => {
    expect(svCommand(word, false)).toEqual(command);
    expect(svCommand(word, true)).toEqual(command);
  });

  it.each(['s', 'status', 'stat', 'stopp', 'sT', 'startx'])('takes %s for status', (word) => {
    expect(svCommand(word, false)).toEqual({ type: 'status' });
    expect(svCommand(word, true)).toEqual(word === 'status' ? { type: 'status' } : undefined);
  });

  it.each(['', '-', 'r', 'restar', 'reloads', 'f', 'force', 'force-', 'force-stops', 'b', 'U', '3'])(
    'does not know %j',
    (word) => {
      expect(svCommand(word, false)).toBeUndefined();
      expect(svCommand(word, true)).toBeUndefined();
    },
  );

  it('is not fooled by what every object has', () => {
    expect(svCommand('__proto__', false)).toBeUndefined();
    expect(svCommand('constructor', false)).toEqual(orders('c'));
  });
});

it('knows no word that begins with another letter', () => {
  expect(['?', 'zap', 'U', ''].map((word) => svCommand(word, false))).toEqual(Array(4).fill(undefined));
});
