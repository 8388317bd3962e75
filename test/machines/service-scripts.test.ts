import { describe, expect, it } from 'vitest';
import { type Reached, reach, ServiceRig } from './support/service-rig.ts';

describe('control scripts', () => {
  it.each([
    ['t', 'script t'],
    ['h', 'script h'],
    ['k', 'script k'],
    // What p and c say of pausing holds although the signal was taken over.
    ['p', 'script p | run, paused'],
    ['c', 'script c | run'],
    // CONT is always sent, want stays, TERM was not got.
    ['d', 'run, want down | script t | SIGCONT | script d'],
    ['x', 'run, want exit | script t | SIGCONT | script x'],
  ])('%s, taken over by a script that exits 0', (letter, journal) => {
    const rig = reach('running');
    rig.manner[letter === 'd' || letter === 'x' ? 't' : letter] = 'suppress';
    rig.letters(letter);
    expect(rig.take().join(' | ')).toBe(journal);
  });

  it('of d and x cannot take anything over', () => {
    const rig = reach('running');
    rig.manner.d = 'suppress';
    rig.letters('d');
    expect(rig.take()).toEqual([
      'run, want down',
      'script t',
      'SIGTERM',
      'run, got TERM, want down',
      'SIGCONT',
      'script d',
    ]);
  });

  it('of u cannot take the start over', () => {
    const rig = new ServiceRig({ want: 'down' });
    rig.manner.u = 'suppress';
    rig.letters('u');
    expect(rig.take()).toEqual(['down', 'script u', 'start run']);
  });

  it('run one after the other, in the order of the letters', () => {
    const rig = reach('running');
    for (const letter of 'th1') rig.manner[letter] = 'hang';
    rig.letters('th1');
    expect(rig.take()).toEqual(['script t']);
    rig.finishScript('t');
    expect(rig.take()).toEqual(['SIGTERM', 'run, got TERM', 'script h']);
    rig.finishScript('h', true);
    expect(rig.take()).toEqual(['script 1']);
    rig.finishScript('1');
    expect(rig.take()).toEqual(['SIGUSR1']);
  });

  it('tcu reaches the process as TERM and CONT, in this order', () => {
    const rig = reach('running');
    rig.letters('tcu');
    expect(rig.take()).toEqual([
      'script t',
      'SIGTERM',
      'run, got TERM',
      'script c',
      'SIGCONT',
      'run, got TERM',
      'run, got TERM',
    ]);
  });

  it('k overtakes a script that hangs', () => {
    const rig = reach('ordering');
    rig.letters('tk');
    expect(rig.take()).toEqual(['script k', 'SIGKILL']);
    rig.exited();
    expect(rig.take()).toEqual(['start finish 0 0']);
    // What the old process was to get is not for the next one.
    rig.cannot('absent');
    rig.pass(1000);
    rig.started();
    expect(rig.take()).toEqual(['down', 'script u', 'start run', 'run']);
  });

  it('one that hangs for k leaves the other orders alone', () => {
    const rig = reach('killing');
    rig.letters('h');
    expect(rig.take()).toEqual(['script h', 'SIGHUP']);
    rig.finishScript('k');
    expect(rig.take()).toEqual(['SIGKILL']);
  });

  it('one that hangs for k is ended by the next k, and then the service is', () => {
    const rig = reach('killing');
    rig.letters('k');
    expect(rig.take()).toEqual(['kill script k']);
    rig.finishScript('k');
    expect(rig.take()).toEqual(['SIGKILL']);
    rig.letters('k');
    expect(rig.take()).toEqual(['script k']);
  });

  it.each([
    ['pc', 'down'],
    ['c', 'down'],
    ['cp', 'down, paused'],
    ['p', 'down, paused'],
    ['1', 'down'],
  ])('%s that waited when the process ended: the last of p and c counts all the same', (letters, told) => {
    const rig = reach('ordering');
    rig.letters(letters);
    rig.exited(undefined, { finishless: true });
    expect(rig.take()[0]).toBe(told);
  });

  it('R15: signals that waited when the process ended are not for finish, which is not told to be paused', () => {
    const rig = reach('ordering');
    rig.letters('p1');
    rig.exited();
    expect(rig.take()).toEqual(['start finish 0 0']);
    rig.started();
    expect(rig.take()).toEqual(['finish']);
  });

  it('c whose script the end of a paused process interrupts: the service is not paused any more', () => {
    const rig = reach('running');
    rig.manner.c = 'hang';
    rig.letters('pc');
    expect(rig.take()).toEqual(['script p', 'SIGSTOP', 'run, paused', 'script c']);
    rig.exited(undefined, { finishless: true });
    expect(rig.take()[0]).toBe('down');
  });

  it('an end told late, of a script that no longer counts, does nothing', () => {
    const rig = reach('ordering');
    rig.exited();
    rig.take();
    rig.finishScript('h');
    expect(rig.take()).toEqual([]);
    expect(rig.errors).toEqual([]);
  });
});

describe('a script that hangs', () => {
  it('R25: keeps ten thousand letters as a short list, and the last of p and c true', () => {
    const rig = reach('ordering');
    for (let turn = 0; turn < 1000; turn++) rig.letters('thaiq12pc');
    rig.letters('dxudp');
    const { pending, want } = rig.service.getSnapshot().context;
    expect(pending.length).toBeLessThanOrEqual(13);
    expect(pending.at(-1)).toBe('p');
    expect(want).toBe('down');
    rig.take();
    rig.manner.h = 'absent';
    rig.finishScript('h');
    expect(rig.take().filter((line) => line.startsWith('SIG'))).toEqual(expect.arrayContaining(['SIGTERM', 'SIGHUP']));
    expect(rig.service.getSnapshot().context.pending).toEqual([]);
    expect(rig.records.at(-1)).toMatchObject({ paused: true, want: 'down' });
  });

  it.each(['d', 'x'])('R18: %s during control/u: never started', (letter) => {
    const rig = reach('consulting');
    rig.letters(letter);
    rig.finishScript('u');
    rig.pass(60_000);
    expect(rig.take()).not.toContain('start run');
    expect(rig.state).toBe(letter === 'x' ? 'gone' : 'down');
  });

  it.each([
    ['du', 'starting'],
    ['do', 'starting'],
    ['od', 'down'],
  ])('%s during control/u: the last word counts', (letters, state) => {
    const rig = reach('consulting');
    rig.letters(letters);
    rig.finishScript('u');
    expect(rig.state).toBe(state);
  });

  it.each<[Reached, string]>([
    ['spawning', 'd'],
    ['spawning', 'x'],
  ])('%s: %s before the process is known stops it at once', (place, letter) => {
    const rig = reach(place);
    rig.letters(letter);
    rig.take();
    rig.started();
    const want = letter === 'd' ? 'want down' : 'want exit';
    expect(rig.take()).toEqual([
      `run, ${want}`,
      'script t',
      'SIGTERM',
      `run, got TERM, ${want}`,
      'SIGCONT',
      `script ${letter}`,
    ]);
  });
});

describe('where there are no control scripts when a letter comes', () => {
  it.each([
    ['t', 'SIGTERM | run, got TERM'],
    ['k', 'SIGKILL'],
    ['p', 'SIGSTOP | run, paused'],
    ['1', 'SIGUSR1'],
    ['d', 'run, want down | SIGTERM | run, got TERM, want down | SIGCONT'],
    ['x', 'run, want exit | SIGTERM | run, got TERM, want exit | SIGCONT'],
  ])('%s is carried out at once, as with scripts that leave it to runsv', (letter, journal) => {
    const [rig, scripted] = [reach('running'), reach('running')];
    rig.letters(letter, { unscripted: true });
    expect(rig.take().join(' | ')).toBe(journal);
    scripted.letters(letter);
    expect(scripted.take().filter((line) => !line.startsWith('script '))).toEqual(journal.split(' | '));
    expect(rig.value).toEqual(scripted.value);
  });

  it('u starts what is down', () => {
    const rig = new ServiceRig({ want: 'down' });
    rig.letters('u', { unscripted: true });
    expect(rig.take()).toEqual(['down', 'start run']);
  });

  it('it waits for the script of an order before it, and its own is looked for then', () => {
    const rig = reach('running');
    rig.manner.h = 'hang';
    rig.letters('h');
    rig.letters('1', { unscripted: true });
    expect(rig.take()).toEqual(['script h']);
    rig.finishScript('h');
    expect(rig.take()).toEqual(['SIGHUP', 'script 1', 'SIGUSR1']);
  });

  it('k does not wait', () => {
    const rig = reach('running');
    rig.manner.h = 'hang';
    rig.letters('h');
    rig.letters('k', { unscripted: true });
    expect(rig.take()).toEqual(['script h', 'SIGKILL']);
  });
});
