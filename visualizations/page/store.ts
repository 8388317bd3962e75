import { batch, computed, signal } from '@preact/signals';
import type { PageMessage } from '../../runtime/ui/page-messages.ts';
import type { ActorPath, Load, Recording, Step } from '../../runtime/watch/messages.ts';
import { type Connection, Feed } from './feed.ts';
import { familyOf, machineOf, rootOf } from './model/family.ts';
import { offlineServices } from './model/offline.ts';
import { Roster } from './model/roster.ts';
import { countsOf, narrowed } from './model/select.ts';
import { type Cursor, emptyTrack, stepAt, type Track, turnsOf, withGap, withSteps } from './model/track.ts';

const HOUR = 3_600_000;
/** Lines of a log that are shown. */
const TAIL = 200;
/** Who holds an arrow key passes many services: only where it stays is asked about. */
const SETTLE = 90;

export const roster = new Roster();
/** Counts changes of the roster. */
export const revision = signal(0);
export const connection = signal<Connection>('connecting');
export const acts = signal(false);
export const about = signal<Extract<PageMessage, { type: 'hello' }> | null>(null);
export const load = signal<Load | null>(null);
export const eventRate = signal<number | null>(null);
export const text = signal('');
export const state = signal<string | null>(null);
export const chosen = signal<ActorPath | null>(null);
export const track = signal<Track>(emptyTrack(''));
export const cursor = signal<Cursor>(null);
export const tail = signal<{ actor: ActorPath; lines: readonly string[] } | null>(null);
export const offline = signal<Recording | null>(null);
export const notice = signal<string | null>(null);
/** Read out by screen readers. */
export const announcement = signal('');
/** The clock that uptimes are counted by. */
export const now = signal(Date.now());

export const rows = computed(() => {
  revision.value;
  return offline.value ? offlineServices(offline.value) : roster.rows();
});
export const shown = computed(() => narrowed(rows.value, { text: text.value, state: state.value }));
export const counts = computed(() => countsOf(rows.value));
export const turns = computed(() => (chosen.value === null ? [] : turnsOf(track.value, chosen.value)));
export const current = computed(() => stepAt(turns.value, cursor.value));
export const service = computed(() => {
  revision.value;
  const one = chosen.value;
  return one === null ? undefined : rows.value.find(({ actor }) => actor === one);
});
/** What the chosen actor is in: as its last step says, or its status where that is newer. */
export const value = computed(() => {
  const step = current.value;
  if (cursor.value !== null || offline.value) return step?.to;
  revision.value;
  const known = chosen.value === null ? undefined : roster.known.get(chosen.value);
  return known && known.seq >= (step?.seq ?? 0) ? known.service.value : step?.to;
});
export const machine = computed(() => current.value?.machine ?? machineOf(chosen.value ?? ''));
export const family = computed(() => {
  revision.value;
  const one = chosen.value;
  if (one === null) return [];
  const root = rootOf(one);
  const services = rows.value.filter(({ name }) => name === root).map(({ actor }) => actor);
  return familyOf(one, [...services, ...track.value.steps.map(({ actor }) => actor)]);
});

/** What hears of steps as they happen: the chart. */
export const onSteps = new Set<(steps: readonly Step[]) => void>();

const feed = new Feed({ message: take, connection: connected });
let dirty = false;
let settling: ReturnType<typeof setTimeout> | undefined;
let counted: { at: number; events: number } | undefined;

/** Many services may change within a frame: they are shown together. */
const redrawSoon = (): void => {
  if (dirty) return;
  dirty = true;
  requestAnimationFrame(() => {
    dirty = false;
    revision.value++;
  });
};

function connected(to: Connection): void {
  connection.value = to;
  if (to === 'open') follow();
}

const follow = (): void => {
  const one = chosen.value;
  if (one === null || offline.value) {
    feed.ask({ type: 'follow', steps: 'none' });
    return;
  }
  const actor = rootOf(one);
  feed.ask({ type: 'follow', steps: 'all', actor });
  feed.ask({ type: 'history', actor });
  if (actor !== '') feed.ask({ type: 'tail', actor: `${actor}/log`, lines: TAIL });
};

const takeSteps = (steps: readonly Step[], lost?: number): void => {
  track.value = withSteps(track.value, steps, lost);
};

const takeStep = (step: Step): void => {
  if (chosen.value === null || rootOf(step.actor) !== track.value.root || offline.value) return;
  takeSteps([step]);
  if (step.actor !== chosen.value || cursor.value !== null) return;
  for (const hear of onSteps) hear([step]);
  if (step.kind === 'transition') announcement.value = `${step.actor}: ${step.cause}`;
};

const takeLoad = (one: Load): void => {
  load.value = one;
  if (counted && one.events >= counted.events && one.at > counted.at)
    eventRate.value = ((one.events - counted.events) * 1000) / (one.at - counted.at);
  counted = one.events < 0 ? undefined : one;
};

type Takers = { readonly [M in PageMessage as M['type']]?: (message: M) => void };

const takers: Takers = {
  step: ({ step }) => takeStep(step),
  history: ({ actor, steps, lost }) => {
    if (actor === track.value.root && !offline.value) takeSteps(steps, lost);
  },
  gap: ({ from }) => {
    track.value = withGap(track.value, from);
  },
  load: (message) => takeLoad(message.load),
  tail: (message) => {
    tail.value = message;
  },
  server: (message) => {
    acts.value = message.acts;
  },
  hello: (message) => {
    const before = about.value;
    about.value = message;
    if (before === null || before.startedAt === message.startedAt || offline.value) return;
    // Another supervisor counts its steps from 1 again: what is known of the last one does not go on.
    track.value = emptyTrack(track.value.root);
    cursor.value = null;
  },
  refused: ({ reason }) => {
    notice.value = reason;
  },
};

function take(message: PageMessage): void {
  if (roster.take(message, Date.now())) redrawSoon();
  else batch(() => (takers[message.type] as ((message: PageMessage) => void) | undefined)?.(message));
}

/** Looks at an actor, now. */
export const choose = (actor: ActorPath): void => {
  if (actor === chosen.value) return;
  const isRelative = chosen.value !== null && rootOf(actor) === rootOf(chosen.value);
  batch(() => {
    chosen.value = actor;
    cursor.value = offline.value ? (turnsOf(track.value, actor).at(-1)?.seq ?? null) : null;
    if (isRelative || offline.value) return;
    track.value = emptyTrack(rootOf(actor));
    tail.value = null;
    clearTimeout(settling);
    settling = setTimeout(follow, SETTLE);
  });
};

/** Shows a recording instead of what is so now. */
export const openRecording = (recording: Recording): void =>
  batch(() => {
    offline.value = recording;
    track.value = withSteps(emptyTrack(recording.actor), recording.steps, recording.lost);
    const actors = new Set(recording.steps.map(({ actor }) => actor));
    const first = [`${recording.actor}/main`, recording.actor].find((one) => actors.has(one));
    chosen.value = first ?? recording.steps[0]!.actor;
    cursor.value = turnsOf(track.value, chosen.value)[0]?.seq ?? null;
    tail.value = null;
    text.value = '';
    state.value = null;
  });

/** Back from a recording. */
export const closeRecording = (): void =>
  batch(() => {
    offline.value = null;
    cursor.value = null;
    track.value = emptyTrack(rootOf(chosen.value ?? ''));
    follow();
  });

/** Connects, and lets time pass. */
export const begin = (): void => {
  feed.open();
  setInterval(() => {
    now.value = Date.now();
    roster.restarts = roster.restarts.filter((at) => at > now.value - HOUR);
    feed.ask({ type: 'load' });
  }, 1000);
};
