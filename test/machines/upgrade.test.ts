import { describe, expect, it } from 'vitest';
import { type AnyEventObject, createActor, type EventObject, fromCallback, SimulatedClock } from 'xstate';
import { upgradeMachine } from '../../machines/upgrade.ts';
import type { ProbeFact, ReplaceFact, ReplaceInput } from '../../machines/upgrade-ports.ts';

const SUCCESSOR = { version: '2', command: ['node', 'runsvdir.cjs'] };

/** An upgrade over a probe and an exec that only note what they are asked: `probe`, `replace 2`, `end probe`. */
const start = () => {
  const clock = new SimulatedClock();
  const journal: string[] = [];
  let tellProbe: ((fact: ProbeFact) => void) | undefined;
  let tellReplace: ((fact: ReplaceFact) => void) | undefined;
  const probe = fromCallback<EventObject, undefined>(({ sendBack }) => {
    journal.push('probe');
    tellProbe = sendBack as (fact: AnyEventObject) => void;
    return () => void journal.push('end probe');
  });
  const replace = fromCallback<EventObject, ReplaceInput>(({ input, sendBack }) => {
    journal.push(`replace ${input.successor.version}`);
    tellReplace = sendBack as (fact: AnyEventObject) => void;
  });
  const actor = createActor(upgradeMachine.provide({ actors: { probe, replace } }), { clock });
  actor.start();
  return {
    clock,
    probed: (fact: ProbeFact) => tellProbe!(fact),
    replaced: (fact: ReplaceFact) => tellReplace!(fact),
    take: () => journal.splice(0),
    get value() {
      return actor.getSnapshot().value;
    },
    get output() {
      return actor.getSnapshot().output;
    },
  };
};

const passed = () => {
  const upgrade = start();
  upgrade.probed({ type: 'probe.passed', successor: SUCCESSOR });
  upgrade.take();
  return upgrade;
};

describe('an upgrade', () => {
  it('becomes what its probe has told', () => {
    const upgrade = start();
    expect([upgrade.value, upgrade.take()]).toEqual(['probing', ['probe']]);
    upgrade.probed({ type: 'probe.passed', successor: SUCCESSOR });
    expect([upgrade.value, upgrade.take()]).toEqual([{ settling: 'replacing' }, ['end probe', 'replace 2']]);
    expect(upgrade.output).toBeUndefined();
  });

  it('is refused where the new program cannot be started', () => {
    const upgrade = start();
    upgrade.probed({ type: 'probe.failed', reason: 'SyntaxError' });
    expect([upgrade.value, upgrade.output]).toEqual(['refused', { reason: 'SyntaxError' }]);
    expect(upgrade.take()).toEqual(['probe', 'end probe']);
  });

  it('is refused where the new program says nothing for ten seconds, which ends it', () => {
    const upgrade = start();
    upgrade.clock.increment(9999);
    expect([upgrade.value, upgrade.take()]).toEqual(['probing', ['probe']]);
    upgrade.clock.increment(1);
    expect(upgrade.output).toEqual({ reason: 'the new program has said nothing for 10 seconds' });
    expect(upgrade.take()).toEqual(['end probe']);
  });

  it('waits for a quiet moment, looking each 20 ms', () => {
    const upgrade = passed();
    upgrade.replaced({ type: 'replace.busy', by: 'web' });
    upgrade.clock.increment(19);
    expect([upgrade.value, upgrade.take()]).toEqual([{ settling: 'waiting' }, []]);
    upgrade.clock.increment(1);
    expect([upgrade.value, upgrade.take()]).toEqual([{ settling: 'replacing' }, ['replace 2']]);
  });

  it('is refused where there is none in ten seconds: who was busy last', () => {
    const upgrade = passed();
    for (let look = 0; look < 499; look++) {
      upgrade.replaced({ type: 'replace.busy', by: look < 498 ? 'web' : 'db' });
      upgrade.clock.increment(20);
    }
    expect(upgrade.output).toBeUndefined();
    upgrade.replaced({ type: 'replace.busy', by: 'db' });
    upgrade.clock.increment(20);
    expect(upgrade.output).toEqual({
      reason: 'no quiet moment in 10 seconds: db is starting, stopping or being told something',
    });
  });

  it('is refused where the exec fails', () => {
    const upgrade = passed();
    upgrade.replaced({ type: 'replace.failed', reason: 'out of memory' });
    expect([upgrade.value, upgrade.output]).toEqual(['refused', { reason: 'out of memory' }]);
  });
});
