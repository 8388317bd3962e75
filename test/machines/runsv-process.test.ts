import { describe, expect, it } from 'vitest';
import { createActor, fromCallback } from 'xstate';
import type { ProgramFact, ProgramOrder, RunsvInput } from '../../machines/ports.ts';
import { runsvProcessMachine } from '../../machines/runsv-process.ts';
import { exitedWith, killedBy } from './support/service-rig.ts';

const AT = { elapsed: 0, wall: 0 };

/** A runsv process over a fake port, and what it is sent. */
const started = () => {
  const signals: string[] = [];
  let tell: (fact: ProgramFact) => void = () => {};
  const process = fromCallback<ProgramOrder, RunsvInput>(({ sendBack, receive }) => {
    tell = sendBack;
    receive(({ signal }) => signals.push(signal));
  });
  const actor = createActor(runsvProcessMachine.provide({ actors: { process } }), {
    input: { place: 'p', directory: '/d/svc', label: 'svc', session: false },
  });
  actor.start();
  tell({ type: 'program.started', pid: 7, at: AT });
  return { actor, signals, tell: (fact: ProgramFact) => tell(fact) };
};

describe('a runsv that is a process of its own', () => {
  it('is told to leave by TERM, and waited for', () => {
    const { actor, signals, tell } = started();
    actor.send({ type: 'runsv.leave' });
    expect([signals, actor.getSnapshot().status]).toEqual([['SIGTERM'], 'active']);
    tell({ type: 'program.exited', status: exitedWith(0), at: AT });
    expect(actor.getSnapshot().output).toEqual({ exitCode: 0 });
  });

  it.each([
    ['could not go on', { type: 'program.exited', status: exitedWith(111), at: AT }, 111],
    ['cannot be executed', { type: 'program.failed', at: AT }, 111],
    ['was refused a process', { type: 'program.refused', at: AT }, 111],
    // It had started, and is not to wait for the next look of the scanner.
    ['was killed', { type: 'program.exited', status: killedBy(9), at: AT }, 0],
  ] satisfies [string, ProgramFact, number][])('%s', (_, fact, exitCode) => {
    const { actor, tell } = started();
    tell(fact);
    expect(actor.getSnapshot().output).toEqual({ exitCode });
  });
});
