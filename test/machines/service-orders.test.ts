import { describe, expect, it, vi } from 'vitest';
import { REACH, type Reached, reach } from './support/service-rig.ts';

/** What an order does in a place: the journal, and the state afterwards where it is another one. */
type Effects = Record<string, readonly [journal: string, state?: string]>;

/** Orders that need a process: in these places there is none, and nothing is kept for later. */
const NOTHING: Effects = { t: [''], h: [''], a: [''], i: [''], q: [''], 1: [''], 2: [''] };

/** Orders change only facts, which the status files tell. */
const FACTS: Effects = {
  u: ['down'],
  d: ['down'],
  o: ['down'],
  x: ['down'],
  p: ['down, paused'],
  c: ['down'],
  k: [''],
  ...NOTHING,
};

const SIGNALS: Effects = {
  t: ['script t | SIGTERM | run, got TERM'],
  p: ['script p | SIGSTOP | run, paused'],
  c: ['script c | SIGCONT | run'],
  h: ['script h | SIGHUP'],
  a: ['script a | SIGALRM'],
  i: ['script i | SIGINT'],
  q: ['script q | SIGQUIT'],
  1: ['script 1 | SIGUSR1'],
  2: ['script 2 | SIGUSR2'],
};

const RUNNING: Effects = {
  u: ['run'],
  d: ['run, want down | script t | SIGTERM | run, got TERM, want down | SIGCONT | script d'],
  o: ['run, want down'],
  x: ['run, want exit | script t | SIGTERM | run, got TERM, want exit | SIGCONT | script x'],
  ...SIGNALS,
};

const FINISHING: Effects = {
  u: ['finish'],
  d: ['finish, want down'],
  o: ['finish, want down'],
  x: ['finish, want exit'],
  p: ['finish, paused'],
  c: ['finish'],
  ...NOTHING,
};

const TABLE: Record<Reached, Effects> = {
  down: {
    ...FACTS,
    u: ['down | script u | start run', 'starting'],
    o: ['down | script u | start run', 'starting'],
    x: ['down | xstate.done.actor.main', 'gone'],
  },
  consulting: { ...FACTS, k: ['kill script u'] },
  spawning: FACTS,
  running: { ...RUNNING, k: ['script k | SIGKILL'] },
  // Another order's script hangs: wants are noted and told, orders wait, k does not.
  ordering: {
    ...NOTHING,
    u: ['run'],
    d: ['run, want down'],
    o: ['run, want down'],
    x: ['run, want exit'],
    p: [''],
    c: [''],
    k: ['script k | SIGKILL'],
  },
  killing: { ...RUNNING, k: ['kill script k'] },
  finishing: { ...FINISHING, k: ['SIGKILL'] },
  resting: { ...FINISHING, k: [''] },
  backoff: { ...FACTS, x: ['down | xstate.done.actor.main', 'gone'] },
  gone: Object.fromEntries([...'udoxtkpchaiq12'].map((letter) => [letter, ['']])),
};

/** The state a place belongs to. */
const STATE_OF: Partial<Record<Reached, string>> = {
  consulting: 'starting',
  spawning: 'starting',
  ordering: 'running',
  killing: 'running',
  resting: 'finishing',
};

// XState says so, in development, of an event for an actor that is gone.
vi.spyOn(console, 'warn').mockImplementation(() => {});

describe.each(Object.keys(REACH) as Reached[])('%s', (place) => {
  it.each(Object.entries(TABLE[place]))('takes %s', (letter, [journal, state]) => {
    const rig = reach(place);
    rig.letters(letter);
    expect(rig.take().join(' | ')).toBe(journal);
    expect(rig.state).toBe(state ?? STATE_OF[place] ?? place);
    expect(rig.errors).toEqual([]);
  });

  it('has an entry for every letter', () => {
    expect(Object.keys(TABLE[place]).sort().join('')).toBe('12acdhikopqtux');
  });
});

it('k leaves no trace where finish rests before its next try', () => {
  const rig = reach('resting');
  rig.letters('k');
  rig.pass(5000);
  expect(rig.take()).toEqual(['start finish 0 0']);
});
