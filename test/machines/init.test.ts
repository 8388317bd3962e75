import { describe, expect, it } from 'vitest';
import { type AnyActorRef, createActor, SimulatedClock, setup } from 'xstate';
import { type InitEvent, initMachine } from '../../machines/init.ts';
import type { RunsvdirOutput, runsvdirMachine } from '../../machines/runsvdir.ts';
import type { RunsvdirInput } from '../../machines/runsvdir-context.ts';

const PATIENCE = 8000;

/** An init over a runsvdir that notes its orders, with one service that does so too. */
const start = () => {
  const clock = new SimulatedClock();
  const journal: string[] = [];
  const faults: unknown[] = [];
  let fake: AnyActorRef | undefined;
  const send = (event: { role: string; order: { type: string } }): void =>
    void journal.push(`${event.role} ${event.order.type}`);
  const runsvdir = setup({
    types: {
      context: {} as { services: Map<string, unknown> },
      input: {} as RunsvdirInput,
      output: {} as RunsvdirOutput,
    },
  }).createMachine({
    context: ({ input, self }) => {
      fake = self;
      journal.push(`runsvdir ${input.directory} ${input.session}`);
      return { services: new Map([['a', { actor: { send } }]]) };
    },
    output: { exitCode: 111 },
    initial: 'watching',
    on: {
      'runsvdir.*': { actions: ({ event }) => void journal.push(event.type) },
      'fake.break': {
        actions: () => {
          throw 'broken';
        },
      },
    },
    states: { watching: { on: { 'fake.end': 'gone' } }, gone: { type: 'final' } },
  });
  const machine = initMachine.provide({
    actors: { runsvdir: runsvdir as unknown as typeof runsvdirMachine },
    actions: { warn: (_, { cause }) => faults.push(cause) },
  });
  const init = createActor(machine, { clock, input: { directory: '/d', patience: PATIENCE } });
  init.start();
  return {
    clock,
    faults,
    send: (event: InitEvent) => init.send(event),
    end: () => fake!.send({ type: 'fake.end' }),
    break: () => fake!.send({ type: 'fake.break' }),
    take: () => journal.splice(0),
    get value() {
      return init.getSnapshot().value;
    },
    get exitCode() {
      return init.getSnapshot().output?.exitCode;
    },
  };
};

const STOP = { type: 'init.stop' } as const;

describe('an init', () => {
  it('supervises in sessions of their own', () => {
    const init = start();
    expect([init.value, init.take()]).toEqual(['supervising', ['runsvdir /d true']]);
    init.send({ type: 'init.rescan' });
    expect(init.take()).toEqual(['runsvdir.rescan']);
  });

  it('ends with 0 when it was told to stop and all have gone', () => {
    const init = start();
    init.take();
    init.send(STOP);
    init.send(STOP);
    expect([init.value, init.take()]).toEqual(['stopping', ['runsvdir.hangup']]);
    init.end();
    expect([init.value, init.exitCode, init.take()]).toEqual(['gone', 0, []]);
  });

  it('kills what is left when its patience is at an end, and waits for it', () => {
    const init = start();
    init.send(STOP);
    init.take();
    init.clock.increment(PATIENCE - 1);
    expect([init.value, init.take()]).toEqual(['stopping', []]);
    init.clock.increment(1);
    expect([init.value, init.take()]).toEqual(['killing', ['runsvdir.hurry', 'main control.kill', 'log control.kill']]);
    init.end();
    expect([init.value, init.exitCode]).toEqual(['gone', 0]);
  });

  it('ends with 111 a second later where that does not help', () => {
    const init = start();
    init.send(STOP);
    init.clock.increment(PATIENCE);
    init.clock.increment(999);
    expect([init.value, init.exitCode]).toEqual(['killing', undefined]);
    init.clock.increment(1);
    expect([init.value, init.exitCode]).toEqual(['gone', 111]);
  });

  it("stops when its main service has ended, with that one's exit code", () => {
    const init = start();
    init.take();
    init.send({ type: 'main.ended', exitCode: 7 });
    expect([init.value, init.take()]).toEqual(['stopping', ['runsvdir.hangup']]);
    init.end();
    expect([init.value, init.exitCode]).toEqual(['gone', 7]);
  });

  it.each(['stopping', 'killing'])('has that exit code when the service ends while %s', (state) => {
    const init = start();
    init.send(STOP);
    if (state === 'killing') init.clock.increment(PATIENCE);
    expect(init.value).toBe(state);
    init.send({ type: 'main.ended', exitCode: 143 });
    init.end();
    expect([init.value, init.exitCode]).toEqual(['gone', 143]);
  });

  it("keeps its main service's exit code where another service does not go", () => {
    const init = start();
    init.send({ type: 'main.ended', exitCode: 0 });
    init.clock.increment(PATIENCE);
    init.clock.increment(1000);
    expect([init.value, init.exitCode]).toEqual(['gone', 0]);
  });

  it('keeps it where its runsvdir broke', () => {
    const init = start();
    init.send({ type: 'main.ended', exitCode: 7 });
    init.break();
    expect([init.value, init.exitCode, init.faults]).toEqual(['gone', 7, ['broken']]);
  });

  it('ends with 111 where its runsvdir broke, and tells why', () => {
    const init = start();
    init.break();
    expect([init.value, init.exitCode, init.faults]).toEqual(['gone', 111, ['broken']]);
  });
});
