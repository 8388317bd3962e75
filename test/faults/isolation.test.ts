import { describe, expect, it } from 'vitest';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type {
  ProgramInput,
  ProgramOrder,
  SuperviseFact,
  SuperviseInput,
  SuperviseOrder,
} from '../../machines/ports.ts';
import type { runsvMachine } from '../../machines/runsv.ts';
import type { serviceMachine } from '../../machines/service.ts';
import { until } from '../support/until.ts';
import { type Change, faults, host } from './support/hosted.ts';
import { Lab } from './support/lab.ts';

type Implementations = {
  service: typeof serviceMachine;
  supervise: CallbackActorLogic<SuperviseOrder, SuperviseInput>;
};
const actorsOf = (machine: { implementations: { actors: unknown } }) =>
  machine.implementations.actors as Implementations & { program: CallbackActorLogic<ProgramOrder, ProgramInput> };
type Scope<Logic> =
  Logic extends CallbackActorLogic<infer O, infer I> ? Parameters<Parameters<typeof fromCallback<O, I>>[0]>[0] : never;
type ProgramScope = Scope<CallbackActorLogic<ProgramOrder, ProgramInput>>;

/** A program port that does `strange` first, then what it always does. */
const programs =
  (strange: (scope: ProgramScope, places: string) => Partial<ProgramScope> | undefined): Change =>
  (runsv) => {
    const { service } = actorsOf(runsv);
    const { program } = actorsOf(service);
    const wrapped = fromCallback<ProgramOrder, ProgramInput>((scope) => {
      const changed = strange(scope, scope.input.place);
      return (program.config as (scope: ProgramScope) => undefined)({ ...scope, ...changed });
    });
    return runsv.provide({ actors: { service: service.provide({ actors: { program: wrapped } }) } });
  };

/** Breaks once, at the first call after it is armed. */
const bomb = () => {
  let armed = false;
  const cause = new Error('bomb');
  return {
    cause,
    arm: () => {
      armed = true;
    },
    touch: () => {
      if (!armed) return;
      armed = false;
      throw cause;
    },
  };
};

const NAMES = ['a', 'victim', 'z'] as const;
const start = async (change: Change) => {
  const lab = new Lab();
  lab.add(...NAMES);
  const hosted = host(lab.services, change);
  const pids: Record<string, number> = {};
  for (const name of NAMES) pids[name] = await lab.running(name);
  return { lab, pids, ...hosted };
};
type Started = Awaited<ReturnType<typeof start>>;

/** The victim was told of once, taken over with its process, and takes orders; the others noticed nothing. */
const expectRecovery = async ({ lab, pids, diagnostics }: Started, cause: unknown): Promise<void> => {
  const told = await until('the fault is told of', () => diagnostics.find((diagnostic) => diagnostic.cause));
  expect(told).toMatchObject({ program: 'runsv', subject: 'victim', level: 'warning', cause });
  // A new runsv answers: paused is something only it can write.
  await until('the victim is supervised again', () => {
    lab.control('victim', 'p');
    return lab.stat('victim').includes('paused');
  });
  lab.control('victim', 'c');
  for (const name of NAMES) {
    expect(lab.lives(name), name).toEqual([pids[name]]);
    expect(await lab.running(name)).toBe(pids[name]);
  }
  expect(diagnostics.filter((diagnostic) => diagnostic.cause)).toHaveLength(1);
  expect(diagnostics).toHaveLength(1);
  expect(faults).toEqual([]);
};

describe('an exception in one service', () => {
  it('in its program adapter, taking an order', async () => {
    const { arm, touch, cause } = bomb();
    const started = await start(
      programs(({ receive }) => ({
        receive: (listener) =>
          receive((order) => {
            touch();
            listener(order);
          }),
      })),
    );
    arm();
    started.lab.control('victim', 'h');
    await expectRecovery(started, cause);
  });

  it('in its supervise adapter, told as a fault', async () => {
    let break_: (cause: unknown) => void = () => {};
    const started = await start((runsv) => {
      const { supervise } = actorsOf(runsv);
      const wrapped = fromCallback<SuperviseOrder, SuperviseInput>((scope) => {
        if (scope.input.label === 'victim')
          break_ = (cause) => scope.sendBack({ type: 'supervise.faulted', cause } satisfies SuperviseFact as never);
        return (supervise.config as (scope: unknown) => undefined)(scope);
      });
      return runsv.provide({ actors: { supervise: wrapped } }) as typeof runsvMachine;
    });
    const cause = new Error('bomb');
    break_(cause);
    await expectRecovery(started, cause);
  });

  it('in an action of its machine', async () => {
    const { arm, touch, cause } = bomb();
    const started = await start((runsv) => {
      const service = actorsOf(runsv).service.provide({ actions: { signal: () => touch() } });
      return runsv.provide({ actors: { service } });
    });
    arm();
    started.lab.control('victim', 'h');
    await expectRecovery(started, cause);
  });

  it('in a guard of its runsv, whose children are then stopped by hand', async () => {
    const { arm, touch, cause } = bomb();
    const started = await start((runsv) =>
      runsv.provide({
        guards: {
          isTooLate: () => {
            touch();
            return false;
          },
        },
      }),
    );
    arm();
    started.lab.control('victim', 'h');
    // XState wraps what a guard throws.
    await expectRecovery(started, expect.objectContaining({ message: expect.stringContaining(cause.message) }));
  });

  it('in the start of its program adapter, before there is a process', async () => {
    const { arm, touch, cause } = bomb();
    const { lab, pids, diagnostics } = await start(
      programs(({ input }) => {
        if (input.file === 'run') touch();
        return undefined;
      }),
    );
    lab.control('victim', 'd');
    await until('the victim is down', () => lab.stat('victim') === 'down');
    arm();
    lab.control('victim', 'u');
    await until('the fault is told of', () => diagnostics.some((diagnostic) => diagnostic.cause === cause));
    await until('the victim runs', () => lab.alive('victim').length === 1);
    expect(lab.lives('victim')).toHaveLength(2);
    for (const name of ['a', 'z']) expect(lab.lives(name)).toEqual([pids[name]]);
    expect(diagnostics).toHaveLength(1);
  });

  it('in the start of its program adapter, when the process is there', async () => {
    const { arm, touch, cause } = bomb();
    const lab = new Lab();
    lab.add('a');
    arm();
    const { diagnostics } = host(lab.services, (runsv) => {
      const { service } = actorsOf(runsv);
      const { program } = actorsOf(service);
      const wrapped = fromCallback<ProgramOrder, ProgramInput>((scope) => {
        const cleanup = (program.config as (scope: ProgramScope) => undefined)(scope);
        touch();
        return cleanup;
      });
      return runsv.provide({ actors: { service: service.provide({ actors: { program: wrapped } }) } });
    });
    await until('the fault is told of', () => diagnostics.some((diagnostic) => diagnostic.cause === cause));
    const [pid] = await until('it has a process', () => lab.lives('a').length > 0 && lab.lives('a'));
    await until('it is supervised', () => {
      lab.control('a', 'p');
      return lab.stat('a').includes('paused');
    });
    lab.control('a', 'c');
    expect(lab.lives('a')).toEqual([pid]);
    expect(diagnostics).toHaveLength(1);
  });

  it('again and again: one copy at most, the others run on', async () => {
    const { arm, touch } = bomb();
    const started = await start(
      programs(({ receive }) => ({
        receive: (listener) =>
          receive((order) => {
            touch();
            listener(order);
          }),
      })),
    );
    const { lab, diagnostics, pids } = started;
    for (let time = 1; time <= 2; time++) {
      arm();
      lab.control('victim', 'h');
      await until('it is told of', () => diagnostics.length === time);
      await until('it is supervised again', () => {
        lab.control('victim', 'p');
        return lab.stat('victim').includes('paused');
      });
      lab.control('victim', 'c');
      await until('it goes on', () => !lab.stat('victim').includes('paused'));
    }
    for (const name of NAMES) expect(lab.lives(name)).toEqual([pids[name]]);
  });
});
