import { describe, expect, it } from 'vitest';
import { RunsvdirRig, watching } from './support/runsvdir-rig.ts';

const a = { name: 'a', ino: 1 };
const b = { name: 'b', ino: 2 };

describe('the scanner', () => {
  it('starts a runsv for each directory, once', () => {
    const rig = new RunsvdirRig();
    rig.see([a, b]);
    rig.see([a, b]);
    expect(rig.take()).toEqual(['start a', 'start b']);
    expect(rig.inputs.get('a')).toEqual({ place: '1:1', key: '1:1', directory: '/d/a', label: 'a', session: false });
  });

  it('takes two names of one directory as one', () => {
    const rig = new RunsvdirRig();
    rig.see([a, { name: 'twin', ino: 1 }]);
    expect(rig.take()).toEqual(['start a']);
  });

  it('tells what is gone to leave, once, and forgets it when it has', () => {
    const rig = watching('a', 'b');
    rig.see([b]);
    rig.see([b]);
    expect(rig.take()).toEqual(['leave a']);
    expect(rig.names).toEqual(['a', 'b']);
    rig.end('a');
    expect(rig.names).toEqual(['b']);
  });

  it('lets a renamed one run, and starts it under its new name only after its end', () => {
    const rig = watching('a');
    rig.see([{ name: 'z', ino: 1 }]);
    expect(rig.take()).toEqual([]);
    rig.end('a');
    rig.clock.increment(1000);
    rig.see([{ name: 'z', ino: 1 }]);
    expect(rig.take()).toEqual(['scan', 'start z']);
  });

  it('starts a directory that replaces another of its name only when the old one has gone', () => {
    const rig = watching('a');
    const replaced = [{ name: 'a', ino: 9 }];
    rig.see(replaced);
    expect(rig.take()).toEqual(['leave a']);
    rig.clock.increment(1000);
    rig.see(replaced);
    expect(rig.take()).toEqual(['scan']);
    rig.end('a');
    rig.clock.increment(1000);
    rig.see(replaced);
    expect(rig.take()).toEqual(['scan', 'start a']);
    expect(rig.inputs.get('a')?.place).toBe('1:9');
  });

  it('has one that a letter called back leave for good where another has its name, once', () => {
    const rig = watching('a', 'b');
    const replaced = [{ name: 'a', ino: 9 }, b];
    rig.see(replaced);
    rig.see(replaced);
    expect(rig.finals).toEqual([]);
    rig.comeBack('a');
    rig.see(replaced);
    rig.see(replaced);
    expect([rig.take(), rig.finals]).toEqual([['leave a', 'leave a'], ['a']]);
  });

  it('leaves one alone that a letter called back where nobody has its name', () => {
    const rig = watching('a', 'b');
    rig.see([b]);
    rig.comeBack('a');
    rig.see([b, { name: 'c', ino: 3 }]);
    expect([rig.take(), rig.finals]).toEqual([['leave a', 'start c'], []]);
  });

  it('leaves one alone that was called back and is there again under another name, and starts who has its name', () => {
    const rig = watching('a');
    rig.see([]);
    rig.comeBack('a');
    rig.see([
      { name: 'a', ino: 9 },
      { name: 'z', ino: 1 },
    ]);
    expect([rig.take(), rig.finals]).toEqual([['leave a', 'start a'], []]);
  });

  it('starts one anew under the name of another only when that has gone', () => {
    const rig = watching('a', 'b');
    const moved = [{ name: 'a', ino: 2 }];
    rig.see(moved);
    rig.end('b');
    rig.see(moved);
    expect(rig.take()).toEqual(['leave a']);
    rig.end('a');
    rig.see(moved);
    expect(rig.take()).toEqual(['start a']);
  });

  it('does not look again for links into nowhere whose services were called back', () => {
    const rig = watching('a', 'b');
    rig.see([b]);
    rig.see([], { dangling: ['a', 'b'] });
    rig.see([], { dangling: ['a', 'b'] });
    rig.comeBack('a');
    rig.comeBack('b');
    rig.take();
    const looks = [0, 1, 2].map(() => {
      rig.clock.increment(1000);
      if (rig.take().length === 0) return 'none';
      rig.see([], { dangling: ['a', 'b'] });
      return 'one';
    });
    expect(looks).toEqual(['one', 'none', 'none']);
  });

  it('starts nothing behind a link that leads nowhere', () => {
    const rig = watching('a');
    rig.end('a');
    rig.see([], { dangling: ['a'] });
    rig.tick();
    expect(rig.take()).toEqual([]);
    rig.see([a]);
    expect(rig.take()).toEqual(['start a']);
  });

  it('starts one that came back while it was leaving', () => {
    const rig = watching('a');
    rig.see([]);
    rig.see([a]);
    rig.end('a');
    rig.clock.increment(1000);
    rig.see([a]);
    expect(rig.take()).toEqual(['leave a', 'scan', 'start a']);
  });

  it('D09: starts a runsv that was told to exit again, after a second', () => {
    const rig = watching('a');
    rig.end('a');
    rig.clock.increment(999);
    expect(rig.take()).toEqual([]);
    rig.clock.increment(1);
    rig.see([a]);
    expect(rig.take()).toEqual(['scan', 'start a']);
  });
});

describe('what is being made', () => {
  it('D04: waits until it has been left alone for a second, looked at every second', () => {
    const rig = watching('a');
    const fresh = { name: 'new', ino: 5, link: false };
    rig.see([a, { ...fresh, age: 0 }]);
    rig.clock.increment(1000);
    rig.see([a, { ...fresh, age: 999 }]);
    expect(rig.take()).toEqual(['scan']);
    rig.clock.increment(1000);
    rig.see([a, { ...fresh, age: 1000 }]);
    expect(rig.take()).toEqual(['scan', 'start new']);
    rig.clock.increment(60_000);
    expect(rig.take()).toEqual([]);
  });

  it('is started at once at the first look: it was there before us', () => {
    const rig = new RunsvdirRig();
    rig.see([{ ...a, link: false, age: 0 }]);
    expect(rig.take()).toEqual(['start a']);
  });

  it('is started at once where it is a link', () => {
    const rig = watching('a');
    rig.see([a, { name: 'new', ino: 5, link: true, age: 0 }]);
    expect(rig.take()).toEqual(['start new']);
  });
});

describe('what cannot be seen', () => {
  it('is kept while nobody can tell', () => {
    const rig = watching('a');
    for (let look = 0; look < 5; look++) rig.see([], { unknown: ['a'] });
    expect(rig.take()).toEqual([]);
  });

  it('D05: is kept for one more look where its link leads nowhere', () => {
    const rig = watching('a');
    rig.see([], { dangling: ['a'] });
    expect(rig.take()).toEqual([]);
    rig.clock.increment(1000);
    expect(rig.take()).toEqual(['scan']);
    rig.see([], { dangling: ['a'] });
    expect(rig.take()).toEqual(['leave a']);
  });

  it('that is seen again between has a new grace', () => {
    const rig = watching('a');
    rig.see([], { dangling: ['a'] });
    rig.see([a]);
    rig.see([], { dangling: ['a'] });
    expect(rig.take()).toEqual([]);
  });
});

describe('a forced look', () => {
  it('is acknowledged when it has been acted on', () => {
    const rig = watching();
    rig.runsvdir.send({ type: 'runsvdir.rescan' });
    rig.see([a], { forced: true });
    expect(rig.take()).toEqual(['scan forced', 'start a', 'acknowledge']);
  });
});

const fresh = (name: string, ino: number) => ({ name, ino, link: false, age: 0 });

describe('a directory that may still be in the making', () => {
  it('is started at the first look, forced or not', () => {
    for (const forced of [false, true]) {
      const rig = new RunsvdirRig();
      rig.see([fresh('a', 1)], { forced });
      expect(rig.take().slice(0, 1)).toEqual(['start a']);
    }
  });

  it('waits at every later one', () => {
    for (const forced of [false, true]) {
      const rig = new RunsvdirRig();
      rig.see([], { forced });
      rig.take();
      rig.see([fresh('a', 1)]);
      expect(rig.take()).toEqual([]);
    }
  });
});

it('looks no second time where nothing asks for it', () => {
  const rig = new RunsvdirRig();
  rig.clock.increment(10_000);
  expect(rig.take()).toEqual([]);
});

it('a name that has moved on to another directory: the new one is started beside the old', () => {
  const rig = watching('a');
  rig.see([
    { name: 'b', ino: 1 },
    { name: 'a', ino: 2 },
  ]);
  expect(rig.take()).toEqual(['start a']);
});

it('a directory that is gone and back is kept when its runsv has ended', () => {
  const rig = watching('a');
  rig.see([]);
  rig.see([{ name: 'a', ino: 1 }]);
  rig.end('a');
  expect(rig.names).toEqual(['a']);
});

it('tells runsvs to leave for good only when all are told', () => {
  const rig = watching('a', 'b');
  rig.see([{ name: 'b', ino: 2 }]);
  expect(rig.finals).toEqual([]);
  rig.runsvdir.send({ type: 'runsvdir.hangup' });
  expect(rig.finals).toEqual(['a', 'b']);
});

it.each(['runsvdir.terminate', 'tick'] as const)('told to end before the first look, then %s: it ends', (what) => {
  const rig = new RunsvdirRig();
  rig.runsvdir.send({ type: 'runsvdir.hangup' });
  expect(rig.runsvdir.getSnapshot().status).toBe('active');
  if (what === 'tick') rig.tick();
  else rig.runsvdir.send({ type: what });
  expect(rig.runsvdir.getSnapshot()).toMatchObject({ status: 'done', output: { exitCode: 111 } });
});

it('told to end before the first look: what is found then is started, to be stopped', () => {
  const rig = new RunsvdirRig();
  rig.runsvdir.send({ type: 'runsvdir.hangup' });
  rig.see([fresh('a', 1)]);
  expect(rig.take()).toEqual(['scan', 'start a', 'leave a']);
});
