import { constants } from 'node:os';
import { expect, it } from 'vitest';
import { signalName } from '../../../machines/rules/signal-name.ts';

/** Other names of signals that have one already. */
const SECOND_NAMES = new Set(['SIGIOT', 'SIGPOLL', 'SIGUNUSED']);

it('has the name that the kernel gives each', () => {
  const signals = Object.entries(constants.signals).filter(([name]) => !SECOND_NAMES.has(name));
  expect(signals.map(([, number]) => signalName(number))).toEqual(signals.map(([name]) => name));
  expect(signals.length).toBe(31);
});

it('tells the number of one that has no name', () => {
  expect([0, 32, 40].map(signalName)).toEqual(['signal 0', 'signal 32', 'signal 40']);
});
