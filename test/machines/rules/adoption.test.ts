import { describe, expect, it } from 'vitest';
import { owedOrders, takenWant } from '../../../machines/rules/adoption.ts';
import type { Want } from '../../../machines/rules/status-record.ts';

const WANTS: readonly Want[] = ['up', 'down', 'exit'];

describe('what is wanted of a process that an earlier runsv left', () => {
  it.each(['up', 'down'] as const)(
    'is what was wanted, where a fresh one wants %s, and that where it was exit',
    (fresh) => {
      expect(WANTS.map((want) => takenWant({ want }, fresh))).toEqual(['up', 'down', fresh]);
    },
  );
});

describe('a stop that is still owed', () => {
  const cases = (['main', 'log'] as const).flatMap((role) =>
    (['run', 'finish'] as const).flatMap((file) =>
      WANTS.flatMap((want) =>
        [false, true].flatMap((gotTerm) => [false, true].map((once) => ({ role, file, want, gotTerm, once }))),
      ),
    ),
  );

  it.each(cases)('of $file of the $role service, wanted $want, TERM $gotTerm, by o $once', ({ role, ...left }) => {
    const adoptable = { ...left, pid: 7, since: { elapsed: 0, wall: 0 }, paused: false };
    const isOwed =
      left.file === 'run' &&
      !left.gotTerm &&
      !left.once &&
      (left.want === 'down' || `${role} ${left.want}` === 'main exit');
    expect(owedOrders(role, adoptable, 'down')).toEqual(isOwed ? ['t', 'd'] : []);
    expect(owedOrders(role, adoptable, 'up')).toEqual(isOwed ? ['t'] : []);
  });
});
