import { describe, expect, it } from 'vitest';
import { FOUND, RunsvRig, supervising } from './support/runsv-rig.ts';
import { EPOCH } from './support/service-rig.ts';

describe('told to leave before it supervises', () => {
  const STOPPED = [
    'adopt main run 7',
    'main: run, want exit',
    'SIGTERM main',
    'main: run, got TERM, want exit',
    'SIGCONT main',
  ];

  it('while it opens: goes without a word where there is nothing to stop', () => {
    const rig = new RunsvRig();
    rig.leave();
    expect(rig.state).toBe('opening');
    rig.opened({ log: true });
    expect(rig.take()).toEqual(['supervise.open', 'closed']);
    expect(rig.exitCode).toBe(0);
  });

  it('while it opens: does not wait for a log directory that another one holds', () => {
    const rig = new RunsvRig();
    rig.leave();
    rig.tell({ type: 'supervise.busy' });
    expect(rig.exitCode).toBe(0);
  });

  it('while it opens: takes over what an earlier runsv has left, and stops that', () => {
    const rig = new RunsvRig();
    rig.leave();
    rig.opened({ adopt: FOUND });
    rig.tell({ type: 'supervise.announced' });
    expect(rig.take()).toEqual(['supervise.open', 'main: run', 'supervise.announce', ...STOPPED]);
    rig.exited('main');
    expect(rig.take()).toEqual(['start main finish', 'main: down', 'closed']);
    expect(rig.exitCode).toBe(0);
  });

  it('while it announces: the same', () => {
    const [plain, adopting] = [new RunsvRig(), new RunsvRig()];
    plain.opened();
    plain.leave();
    expect([plain.exitCode, plain.take().includes('start main run')]).toEqual([0, false]);
    adopting.opened({ adopt: FOUND });
    adopting.leave();
    adopting.tell({ type: 'supervise.announced' });
    expect(adopting.take().slice(3)).toEqual(STOPPED);
  });

  it('with a logger: stops the service, has the pipe read to its end, starts no second copy', () => {
    const rig = new RunsvRig();
    rig.leave();
    rig.opened({ adopt: FOUND, log: true });
    rig.tell({ type: 'supervise.announced' });
    expect(rig.take().slice(4)).toEqual(['start log run', ...STOPPED]);
    rig.started('log');
    rig.exited('main');
    expect(rig.take()).toEqual(['log: run', 'start main finish', 'main: down', 'log: run, want exit', 'logpipe.close']);
    rig.exited('log');
    expect(rig.exitCode).toBe(0);
  });
});

describe('leaving', () => {
  it('without a logger: stops the service, waits for it, exit code 0', () => {
    const rig = supervising();
    rig.leave();
    expect(rig.take()).toEqual([
      'main: run, want exit',
      'SIGTERM main',
      'main: run, got TERM, want exit',
      'SIGCONT main',
    ]);
    expect(rig.state).toBe('supervising');
    rig.exited('main');
    expect(rig.take()).toEqual(['start main finish', 'main: down', 'closed']);
    expect(rig.exitCode).toBe(0);
  });

  it('is taken back by a letter, as under runit; for good it is not', () => {
    const [revocable, final] = [supervising(), supervising()];
    revocable.leave();
    final.runsv.send({ type: 'runsv.leave', final: true });
    for (const rig of [revocable, final]) {
      rig.letters('dou');
      rig.exited('main');
    }
    expect([revocable.exitCode, final.exitCode]).toEqual([undefined, 0]);
  });

  it.each(['u', 'o', 'd', 'ud', 'dou'])('%s was written before, and not read yet: it takes nothing back', (letters) => {
    const rig = supervising();
    rig.unread = letters;
    rig.leave();
    rig.exited('main');
    expect(rig.exitCode).toBe(0);
  });

  it.each(['u', 'o', 'd'])('%s was written before, while the logger read: it takes nothing back', (letter) => {
    const rig = supervising({ log: true });
    rig.letters('x');
    rig.exited('main');
    rig.unread = letter;
    rig.leave();
    if (letter !== 'd') {
      rig.started('main');
      rig.exited('main');
    }
    rig.exited('log');
    expect(rig.exitCode).toBe(0);
  });

  it('twice is as once', () => {
    const rig = supervising();
    rig.leave();
    rig.leave();
    rig.exited('main');
    expect(rig.exitCode).toBe(0);
  });

  it('with a logger: lets go of the pipe when the service is gone, and waits for the logger, unsignalled', () => {
    const rig = supervising({ log: true });
    rig.letters('x');
    rig.take();
    rig.exited('main');
    expect(rig.take()).toEqual(['start main finish', 'main: down', 'log: run, want exit', 'logpipe.close']);
    expect(rig.state).toBe('draining');
    rig.exited('log');
    expect(rig.take()).toEqual(['log: down', 'closed']);
    expect(rig.exitCode).toBe(0);
  });

  it('with a logger that was never started: at once', () => {
    const rig = supervising({ log: true, logDown: true });
    rig.letters('x');
    rig.exited('main');
    expect(rig.exitCode).toBe(0);
  });

  it('with a dead logger: starts it once more before the pipe is let go of', () => {
    const rig = supervising({ log: true });
    rig.exited('log');
    rig.started('log');
    rig.exited('log');
    rig.letters('x');
    rig.take();
    rig.exited('main');
    expect(rig.take()).toEqual(['start main finish', 'main: down', 'log: down', 'start log run']);
    rig.started('log');
    expect(rig.take()).toEqual(['log: run, want exit', 'logpipe.close']);
    rig.exited('log');
    expect(rig.exitCode).toBe(0);
  });

  it('ignores x for the log', () => {
    const rig = supervising({ log: true });
    rig.letters('x', 'log');
    expect(rig.take()).toEqual([]);
  });
});

describe('while the logger reads to its end', () => {
  const draining = (): RunsvRig => {
    const rig = supervising({ log: true });
    rig.letters('x');
    rig.exited('main');
    rig.take();
    return rig;
  };

  it('d for the log stops it', () => {
    const rig = draining();
    rig.letters('d', 'log');
    expect(rig.take()).toContain('SIGTERM log');
    rig.exited('log');
    expect(rig.exitCode).toBe(0);
  });

  it.each([
    ['u', 'main: run', 'starting'],
    ['o', 'main: run, want down', 'down'],
  ])('%s brings the service back, with a pipe', (letter, status, after) => {
    const rig = draining();
    rig.letters(letter);
    expect(rig.take()).toEqual(['logpipe.open', 'log: run', 'main: down', 'start main run']);
    expect(rig.state).toBe('supervising');
    rig.started('main');
    expect(rig.take()).toEqual([status]);
    rig.clock.increment(1000);
    rig.exited('main');
    expect(rig.runsv.getSnapshot().children.main?.getSnapshot().value).toEqual(
      after === 'down' ? 'down' : expect.objectContaining({ starting: expect.anything() }),
    );
    rig.clock.increment(1000);
    rig.exited('log');
    expect(rig.take().at(-1)).toBe('start log run');
  });

  it.each([
    ['u', 'up'],
    ['o', 'down'],
    ['d', 'down'],
  ] as const)('%s is in the files before anything is started: killed then, its successor knows', (letter, want) => {
    const rig = draining();
    const since = EPOCH + rig.clock.now() * 1000;
    rig.clock.increment(500);
    rig.letters(letter);
    expect(rig.records).toContainEqual({
      role: 'main',
      record: { state: 'down', since, pid: 0, paused: false, gotTerm: false, want },
      once: false,
    });
  });

  it('d takes the exit back: the service stays down, its logger stays, and p is told of the time it went', () => {
    const rig = draining();
    const since = EPOCH + rig.clock.now() * 1000;
    rig.clock.increment(500);
    rig.letters('d');
    expect(rig.take()).toEqual(['logpipe.open', 'log: run', 'main: down']);
    expect(rig.state).toBe('supervising');
    rig.exited('log');
    rig.letters('p');
    expect(rig.take()).toEqual(['log: down', 'start log run', 'main: down, paused']);
    expect(rig.records.at(-1)?.record).toMatchObject({ since, want: 'down' });
    expect(rig.exitCode).toBeUndefined();
  });

  it('told to leave for good: no letter takes that back', () => {
    const rig = draining();
    rig.runsv.send({ type: 'runsv.leave', final: true });
    rig.letters('dou');
    expect(rig.take()).toEqual([]);
  });

  it.each([...'tkpchaiq12x'])('%s for the service that is gone changes nothing', (letter) => {
    const rig = draining();
    rig.letters(letter);
    rig.leave();
    expect(rig.take()).toEqual([]);
    expect(rig.state).toBe('draining');
  });

  it('can be brought back and leave again', () => {
    const rig = draining();
    rig.letters('u');
    rig.started('main');
    rig.letters('x');
    rig.exited('main');
    rig.exited('log');
    expect(rig.exitCode).toBe(0);
  });
});
describe('told to leave for good', () => {
  it.each([
    ['while it opens', (rig: RunsvRig) => rig.leave(true), () => {}],
    [
      'while it is unsure',
      (rig: RunsvRig) => {
        rig.tell({ type: 'supervise.unsure' });
        rig.leave(true);
        rig.clock.increment(60_000);
      },
      () => {},
    ],
    ['while it announces', () => {}, (rig: RunsvRig) => rig.leave(true)],
  ])('%s: the service that was found is stopped, and u does not bring it back', (_, opening, announcing) => {
    const rig = new RunsvRig();
    opening(rig);
    rig.opened({ adopt: FOUND });
    announcing(rig);
    rig.tell({ type: 'supervise.announced' });
    rig.letters('u');
    rig.clock.increment(5000);
    rig.exited('main');
    expect(rig.exitCode).toBe(0);
  });

  it('and then once more, not for good: it stays so', () => {
    const rig = supervising();
    rig.leave(true);
    rig.leave();
    rig.letters('u');
    rig.exited('main');
    expect(rig.exitCode).toBe(0);
  });

  it('letters that do not undo it are still heard, and those for the log', () => {
    const rig = supervising({ log: true, logDown: true });
    rig.leave(true);
    rig.take();
    rig.letters('h');
    expect(rig.take()).toEqual(['SIGHUP main']);
    rig.letters('u', 'log');
    expect(rig.take()).toContain('start log run');
  });

  it('says by whom, for those who ask why', () => {
    const rig = supervising();
    const exits: unknown[] = [];
    rig.runsv.system.inspect((seen) => {
      if (seen.type === '@xstate.event' && seen.event.type === 'control.exit') exits.push(seen.event);
    });
    rig.leave();
    expect(exits).toEqual([{ type: 'control.exit', by: 'supervisor' }]);
  });
});

it('told to leave where only a logger was left: no service is started', () => {
  const rig = new RunsvRig();
  rig.leave();
  rig.opened({ log: true, adoptLog: FOUND });
  rig.tell({ type: 'supervise.announced' });
  const told = ['supervise.open', 'main: down', 'log: run', 'supervise.announce', 'adopt log run 7'];
  expect(rig.take()).toEqual([...told, 'main: down', 'log: run, want exit', 'logpipe.close']);
  expect(rig.records.map(({ record: { want } }) => want)).toEqual(['up', 'up', 'exit', 'exit']);
});

/** Told to exit right after its start, and gone; its logger still reads. */
const diedAtOnce = (): RunsvRig => {
  const rig = new RunsvRig();
  rig.opened({ log: true });
  rig.tell({ type: 'supervise.announced' });
  rig.started('log');
  rig.started('main');
  rig.letters('x');
  rig.exited('main');
  return rig;
};

it('a service that was taken over and has ended is started when it is brought back, not taken over again', () => {
  const rig = new RunsvRig();
  rig.opened({ log: true, adopt: FOUND });
  rig.tell({ type: 'supervise.announced' });
  rig.started('log');
  rig.letters('x');
  rig.clock.increment(1000);
  rig.exited('main');
  rig.take();
  rig.letters('u');
  expect(rig.take()).toContain('start main run');
});

it.each([
  [0, 1000],
  [900, 100],
])('a service that is called back %i ms after it has died rests for the %i ms that are left', (after, left) => {
  const rig = diedAtOnce();
  rig.clock.increment(after);
  rig.take();
  rig.letters('u');
  expect(rig.take()).not.toContain('start main run');
  rig.clock.increment(left - 1);
  expect(rig.take()).toEqual([]);
  rig.clock.increment(1);
  expect(rig.take()).toContain('start main run');
});

it('a service that is called back when its second of rest is over is started at once', () => {
  const rig = diedAtOnce();
  rig.clock.increment(60_000);
  rig.take();
  rig.letters('u');
  expect(rig.take()).toContain('start main run');
});
