import { describe, expect, it } from 'vitest';
import { RunsvdirRig, watching } from './support/runsvdir-rig.ts';

const a = { name: 'a', ino: 1 };
const b = { name: 'b', ino: 2 };

describe('a runsv that breaks', () => {
  it('is told of once with its cause, its siblings live on, and it is started afresh after a second', () => {
    const rig = watching('a', 'b');
    const cause = new Error('broken');
    rig.break('a', cause);
    expect(rig.faults).toEqual([{ name: 'a', cause }]);
    expect(rig.runsvdir.getSnapshot().status).toBe('active');
    rig.clock.increment(999);
    expect(rig.take()).toEqual([]);
    rig.clock.increment(1);
    rig.see([a, b]);
    expect(rig.take()).toEqual(['scan', 'start a']);
    expect(rig.faults).toHaveLength(1);
  });

  it('has its children ended, also while all are leaving', () => {
    const rig = watching('a', 'b');
    rig.break('a', new Error('broken'));
    expect([...rig.parents]).toEqual(['b']);
    rig.runsvdir.send({ type: 'runsvdir.hangup' });
    rig.break('b', new Error('broken'));
    expect([...rig.parents]).not.toContain('b');
  });

  it('breaks again: told of again, at the same pace', () => {
    const rig = watching('a');
    for (let time = 0; time < 3; time++) {
      rig.break('a', new Error(`fault ${time}`));
      rig.clock.increment(1000);
      rig.see([a]);
    }
    expect(rig.faults).toHaveLength(3);
    expect(rig.take()).toEqual(['scan', 'start a', 'scan', 'start a', 'scan', 'start a']);
  });

  it('was leaving: is forgotten', () => {
    const rig = watching('a');
    rig.see([]);
    rig.break('a', new Error('broken'));
    expect(rig.names).toEqual([]);
  });

  it('all at once: each is told of, all are started afresh', () => {
    const rig = watching('a', 'b');
    rig.break('a', 1);
    rig.break('b', 2);
    rig.clock.increment(1000);
    rig.see([a, b]);
    expect(rig.faults.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(rig.take()).toEqual(['scan', 'start a', 'start b']);
  });
});

describe('a runsv that could not go on (111)', () => {
  it('is tried again at the scanner’s own pace only', () => {
    const rig = watching('a');
    rig.end('a', 111);
    rig.clock.increment(1000);
    rig.see([a]);
    rig.see([a, b]);
    expect(rig.take()).toEqual(['scan', 'start b']);
    rig.tick();
    expect(rig.take()).toEqual(['start a']);
  });

  it('and is gone meanwhile: is forgotten', () => {
    const rig = watching('a');
    rig.end('a', 111);
    rig.see([]);
    expect(rig.names).toEqual([]);
    rig.tick();
    expect(rig.take()).toEqual([]);
  });
});

describe('leaving', () => {
  it('after HUP: tells all, waits for the last, exit code 111', () => {
    const rig = watching('a', 'b', 'c');
    rig.end('c', 111);
    rig.runsvdir.send({ type: 'runsvdir.hangup' });
    expect(rig.take()).toEqual(['leave a', 'leave b']);
    rig.end('a');
    expect(rig.runsvdir.getSnapshot().status).toBe('active');
    rig.see([a, b, { name: 'late', ino: 9 }]);
    rig.clock.increment(60_000);
    expect(rig.take()).toEqual([]);
    rig.end('b', 111);
    expect(rig.runsvdir.getSnapshot()).toMatchObject({ status: 'done', output: { exitCode: 111 } });
  });

  describe('with many', () => {
    const names = Array.from({ length: 20 }, (_, index) => `s${index}`);
    const told = (from: number, to: number): string[] => names.slice(from, to).map((name) => `leave ${name}`);
    const hungUp = (): RunsvdirRig => {
      const rig = watching(...names);
      rig.runsvdir.send({ type: 'runsvdir.hangup' });
      expect(rig.take()).toEqual(told(0, 8));
      return rig;
    };

    const endOthers = (rig: RunsvdirRig, gone?: string): void => {
      for (const name of names) if (name !== gone) rig.end(name);
    };

    it('after HUP: tells some at a time, each once', () => {
      const rig = hungUp();
      rig.clock.increment(0.9);
      expect(rig.take()).toEqual([]);
      rig.clock.increment(0.1);
      expect(rig.take()).toEqual(told(8, 16));
      rig.clock.increment(1000);
      expect(rig.take()).toEqual(told(16, 20));
      endOthers(rig);
      expect(rig.runsvdir.getSnapshot().output).toEqual({ exitCode: 111 });
    });

    it('after HUP, and one ends before its turn: is not told', () => {
      const rig = hungUp();
      rig.end('s8');
      rig.clock.increment(1);
      expect(rig.take()).toEqual(told(9, 17));
      endOthers(rig, 's8');
      expect(rig.runsvdir.getSnapshot().status).toBe('done');
    });

    it('after HUP, and one breaks before its turn: another runsv stops what it has left', () => {
      const rig = hungUp();
      rig.break('s8', new Error('broken'));
      expect(rig.take()).toEqual(['start s8', 'leave s8']);
      rig.break('s8', new Error('broken again'));
      rig.clock.increment(1);
      rig.clock.increment(1);
      expect(rig.take()).toEqual(told(9, 20));
      endOthers(rig, 's8');
      expect(rig.runsvdir.getSnapshot().status).toBe('done');
    });

    it('after HUP and TERM: tells the rest before it goes', () => {
      const rig = hungUp();
      rig.runsvdir.send({ type: 'runsvdir.terminate' });
      expect(rig.take()).toEqual(told(8, 20));
      expect(rig.runsvdir.getSnapshot().output).toEqual({ exitCode: 111 });
    });

    it('after HUP, and is to hurry: tells the rest at once', () => {
      const rig = hungUp();
      rig.runsvdir.send({ type: 'runsvdir.hurry' });
      rig.runsvdir.send({ type: 'runsvdir.hurry' });
      rig.clock.increment(1000);
      expect(rig.take()).toEqual(told(8, 20));
    });
  });

  it('after HUP, and a runsv breaks: told of, and not waited for', () => {
    const rig = watching('a', 'b');
    rig.runsvdir.send({ type: 'runsvdir.hangup' });
    rig.break('a', new Error('broken'));
    expect(rig.faults).toHaveLength(1);
    rig.end('b');
    expect(rig.runsvdir.getSnapshot().status).toBe('done');
  });

  it('after HUP within the second after a fault: starts a runsv once more, to stop what the broken one had', () => {
    const rig = watching('a', 'b');
    rig.break('a', new Error('broken'));
    rig.runsvdir.send({ type: 'runsvdir.hangup' });
    expect(rig.take()).toEqual(['start a', 'leave a', 'leave b']);
    rig.end('b');
    expect(rig.runsvdir.getSnapshot().status).toBe('active');
    rig.end('a');
    expect(rig.runsvdir.getSnapshot().output).toEqual({ exitCode: 111 });
  });

  it('after HUP with nothing running: at once', () => {
    const rig = watching();
    rig.runsvdir.send({ type: 'runsvdir.hangup' });
    expect(rig.runsvdir.getSnapshot().output).toEqual({ exitCode: 111 });
  });

  it('after HUP before the first look: looks, and stops what a scanner before it has left', () => {
    const rig = new RunsvdirRig();
    rig.runsvdir.send({ type: 'runsvdir.hangup' });
    expect(rig.take()).toEqual(['scan']);
    rig.see([a]);
    expect(rig.take()).toEqual(['start a', 'leave a']);
    rig.end('a');
    expect(rig.runsvdir.getSnapshot().output).toEqual({ exitCode: 111 });
  });

  it('after HUP before the first look, and the directory cannot be looked at: does not wait for it', () => {
    const rig = new RunsvdirRig();
    rig.runsvdir.send({ type: 'runsvdir.hangup' });
    rig.tick();
    expect(rig.runsvdir.getSnapshot().output).toEqual({ exitCode: 111 });
  });

  it('after HUP and TERM before the first look: at once', () => {
    const rig = new RunsvdirRig();
    rig.runsvdir.send({ type: 'runsvdir.hangup' });
    rig.runsvdir.send({ type: 'runsvdir.terminate' });
    expect(rig.runsvdir.getSnapshot().status).toBe('done');
  });

  it('after TERM: at once, tells nobody, exit code 0; also during HUP', () => {
    const rig = watching('a');
    rig.runsvdir.send({ type: 'runsvdir.terminate' });
    expect(rig.take()).toEqual([]);
    expect(rig.runsvdir.getSnapshot()).toMatchObject({ status: 'done', output: { exitCode: 0 } });
    const hung = watching('a');
    hung.runsvdir.send({ type: 'runsvdir.hangup' });
    hung.runsvdir.send({ type: 'runsvdir.terminate' });
    expect(hung.runsvdir.getSnapshot().status).toBe('done');
  });
});
