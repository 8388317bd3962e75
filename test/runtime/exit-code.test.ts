import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createActor, setup } from 'xstate';
import type { Diagnostic } from '../../adapters/system.ts';
import { exitCodeOf } from '../../runtime/exit-code.ts';

/** A program that ends, or breaks, when it is told to; what is told of it. */
const start = (mustStay = false) => {
  const machine = setup({ types: { output: {} as { exitCode: number } } }).createMachine({
    initial: 'on',
    output: { exitCode: 7 },
    on: {
      break: {
        actions: () => {
          throw 'broken';
        },
      },
    },
    states: { on: { on: { end: 'off' } }, off: { type: 'final' } },
  });
  const actor = createActor(machine);
  const told: (Diagnostic | string)[] = [];
  const report = (diagnostic: Diagnostic): void => void told.push(diagnostic);
  const close = (): void => void told.push('closed');
  const code = exitCodeOf(actor, { program: 'runit', subject: undefined, report, close, mustStay });
  actor.start();
  return { actor, told, code };
};
const FAULT: Diagnostic = { program: 'runit', subject: undefined, level: 'fatal', message: 'fault', cause: 'broken' };

describe("a program's exit code", () => {
  it("is its machine's output", async () => {
    const { actor, told, code } = start();
    actor.send({ type: 'end' });
    expect([await code, told]).toEqual([7, ['closed']]);
  });

  it('is 111 where its machine breaks, and why is told', async () => {
    const { actor, told, code } = start();
    actor.send({ type: 'break' });
    expect([await code, told]).toEqual([111, [FAULT]]);
  });

  it('I12: does not come where it must stay', async () => {
    const { actor, told, code } = start(true);
    actor.send({ type: 'break' });
    expect([await Promise.race([code, setImmediate('stays')]), told]).toEqual(['stays', [FAULT]]);
  });
});
