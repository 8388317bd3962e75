import { FAULT_KINDS, type FaultKind } from './kernel/faults.ts';
import type { Behaviour } from './kernel/programs.ts';
import { createRandom, type Random } from './kernel/random.ts';

/** A service as the story begins. */
export type Service = {
  readonly name: string;
  readonly run: Behaviour;
  readonly finish?: Behaviour;
  readonly log: boolean;
  readonly down: boolean;
};

/** What somebody does, or what goes wrong. Services are told by number. */
export type Deed =
  /** Writes letters to a control FIFO. */
  | { readonly type: 'letters'; readonly service: number; readonly role: 'main' | 'log'; readonly letters: string }
  /** Kills the supervisor at one of its next system calls, or of those after a certain one; another one is started after a pause. */
  | { readonly type: 'kill'; readonly calls: number; readonly from?: string; readonly pause: number }
  /** Sends the supervisor a signal; another one is started after a pause, should it end. */
  | { readonly type: 'signal'; readonly signal: 'SIGTERM' | 'SIGHUP' | 'SIGALRM'; readonly pause: number }
  /** Signals the service's process past the supervisor. */
  | { readonly type: 'shoot'; readonly service: number; readonly signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT' }
  /** For a time the kernel refuses a kind of call, more or less often. */
  | {
      readonly type: 'fault';
      readonly kind: FaultKind;
      readonly code: number;
      readonly odds: number;
      readonly span: number;
    }
  /** For a time the disk has no more than so many blocks. */
  | { readonly type: 'disk'; readonly blocks: number; readonly span: number }
  /** The wall clock is set. */
  | { readonly type: 'clock'; readonly by: number }
  /** The directory goes, and another one of its name comes at once where it is replaced. */
  | { readonly type: 'remove'; readonly service: number; readonly replaced: boolean }
  /** `run` is another program from its next start on. */
  | { readonly type: 'script'; readonly service: number; readonly run: Behaviour }
  | { readonly type: 'wait' };

export type Action = Deed & {
  /** Milliseconds before it is done. */
  readonly after: number;
};

/** A story: all of it follows from these. */
export type Story = {
  readonly seed: number;
  readonly services: readonly Service[];
  readonly actions: readonly Action[];
};

const NAMES = ['a', 'b', 'c'];

const behaviourOf = (random: Random): Behaviour => {
  const lines = { lines: 1 + random.below(6), every: 60 + random.below(200) };
  return random.pick<() => Behaviour>([
    () => ({ ...lines }),
    () => ({ ...lines, term: random.below(300) }),
    () => ({ ...lines, life: random.below(1500), code: random.below(3) }),
    () => ({ life: 0, code: 1 }),
    () => ({ stubborn: 1, ...lines }),
    () => ({ term: 1 + random.below(2000), ...lines, life: 3000 }),
  ])();
};

const serviceOf = (random: Random, name: string): Service => ({
  name,
  run: behaviourOf(random),
  ...(random.chance(0.3) ? { finish: { life: random.below(400), code: 0 } } : {}),
  log: random.chance(0.6),
  down: random.chance(0.15),
});

/** Mostly what people send; junk, too. */
const LETTERS = 'uuuddduuddoxttkkpc+1haiq?';

const lettersOf = (random: Random): string =>
  Array.from({ length: random.chance(0.1) ? 40 + random.below(200) : 1 + random.below(3) }, () =>
    random.pick([...LETTERS]),
  ).join('');

/** Calls around which it matters most what has been done. */
const TURNING_POINTS = ['spawn', 'splice', 'rename', 'flock', 'waitpid', 'kill', 'ftruncate', 'fchmod', 'pidfd_open'];

type Maker = (random: Random, service: number) => Deed;

/** How often each is done, and what it may be. */
const MAKERS: { readonly [Type in Deed['type']]?: readonly [weight: number, make: Maker] } = {
  letters: [
    6,
    (random, service) => ({
      type: 'letters',
      service,
      role: random.chance(0.75) ? 'main' : 'log',
      letters: lettersOf(random),
    }),
  ],
  kill: [
    5,
    (random) => ({
      type: 'kill',
      ...(random.chance(0.5)
        ? { calls: random.below(8), from: random.pick(TURNING_POINTS) }
        : { calls: random.below(random.pick([5, 60, 400])) }),
      pause: random.below(3000),
    }),
  ],
  signal: [
    1,
    (random) => ({
      type: 'signal',
      signal: random.pick(['SIGTERM', 'SIGHUP', 'SIGALRM'] as const),
      pause: random.below(3000),
    }),
  ],
  shoot: [
    2,
    (random, service) => ({
      type: 'shoot',
      service,
      signal: random.pick(['SIGKILL', 'SIGTERM', 'SIGSTOP', 'SIGCONT'] as const),
    }),
  ],
  fault: [
    4,
    (random) => ({
      type: 'fault',
      kind: random.pick(FAULT_KINDS),
      code: random.below(2),
      odds: random.pick([0.1, 0.5, 1]),
      span: random.below(3000),
    }),
  ],
  disk: [1, (random) => ({ type: 'disk', blocks: random.below(4), span: random.below(4000) })],
  clock: [1, (random) => ({ type: 'clock', by: random.pick([-3_600_000, -1000, 1000, 86_400_000]) })],
  remove: [1, (random, service) => ({ type: 'remove', service, replaced: random.chance(0.7) })],
  script: [1, (random, service) => ({ type: 'script', service, run: behaviourOf(random) })],
};

const deedOf = (random: Random, services: number, deeds: readonly Deed['type'][]): Deed => {
  const service = random.below(services);
  const makers = deeds.map((type) => MAKERS[type]!);
  let ticket = random.below(makers.reduce((sum, [weight]) => sum + weight, 0));
  return makers.find(([weight]) => {
    ticket -= weight;
    return ticket < 0;
  })![1](random, service);
};

/** Everything that may happen in a story. */
export const DEEDS = Object.keys(MAKERS) as Deed['type'][];

/** What happens to a machine in good health: nothing is refused, and nothing but the supervisor taken away. */
export const HEALTHY: readonly Deed['type'][] = ['letters', 'kill', 'signal', 'shoot', 'clock', 'script'];

/** Kinds of story, by what happens in them. */
export const KINDS: Readonly<Record<string, readonly Deed['type'][]>> = {
  'in good health': HEALTHY,
  'where the kernel refuses': [...HEALTHY, 'fault', 'disk'],
  'where directories vanish': [...HEALTHY, 'remove'],
  'where everything goes wrong': DEEDS,
};

/** The story that a seed tells. */
export const storyOf = (seed: number, deeds: readonly Deed['type'][] = DEEDS): Story => {
  const random = createRandom(seed);
  const services = NAMES.slice(0, 1 + random.below(NAMES.length)).map((name) => serviceOf(random, name));
  const actions = Array.from({ length: 4 + random.below(16) }, () => ({
    after: random.pick([0, 1, 30, random.below(1200)]),
    ...deedOf(random, services.length, deeds),
  }));
  return { seed, services, actions };
};
