import { batch } from '@preact/signals';
import type { PageMessage } from '../../../runtime/ui/page-messages.ts';
import type { Load, Step } from '../../../runtime/watch/messages.ts';
import { beforeFrame } from '../before-frame.ts';
import { type Connection, feed } from '../feed.ts';
import { rootOf } from '../model/family.ts';
import { Frames } from '../model/frames.ts';
import { emptyTrack, withGap, withSteps } from '../model/track.ts';
import { announce } from './announce.ts';
import { follow } from './choose.ts';
import {
  about,
  acts,
  connection,
  eventRate,
  load,
  now,
  ownRestarts,
  restarts,
  revision,
  roster,
  tail,
  track,
} from './known.ts';
import { chosen, cursor, notice, offline } from './look.ts';
import { service } from './shown.ts';

/** What hears of the chosen actor's steps as they happen, a frame's at a time: the chart. */
export const onSteps = new Set<(steps: readonly Step[]) => void>();

let counted: { at: number; events: number } | undefined;

const takeLoad = (one: Load): void => {
  load.value = one;
  if (counted && one.events >= counted.events && one.at > counted.at)
    eventRate.value = ((one.events - counted.events) * 1000) / (one.at - counted.at);
  counted = one.events < 0 ? undefined : one;
};

/** Another supervisor counts its steps from 1 again: what is known of the last one does not go on. */
const takeHello = (message: Extract<PageMessage, { type: 'hello' }>): void => {
  const before = about.value;
  about.value = message;
  if (before === null || before.startedAt === message.startedAt || offline.value) return;
  track.value = emptyTrack(track.value.root);
  cursor.value = null;
};

const takeSteps = (steps: readonly Step[]): void => {
  track.value = withSteps(track.value, steps);
  const own = steps.filter(({ actor }) => actor === chosen.value);
  if (own.length === 0 || cursor.value !== null) return;
  for (const hear of onSteps) hear(own);
  const last = own.findLast(({ kind }) => kind === 'transition');
  if (last) announce(`${last.actor}: ${last.cause}`);
};

const isFollowed = ({ actor }: Step): boolean =>
  chosen.value !== null && !offline.value && rootOf(actor) === track.value.root;

type Takers = { readonly [M in PageMessage as M['type']]?: (message: M) => void };

const takers: Takers = {
  history: ({ actor, steps, lost }) => {
    if (actor !== track.value.root || offline.value) return;
    // Those of the scanner come with everybody's.
    const own = steps.filter((step) => rootOf(step.actor) === actor);
    track.value = withSteps(track.value, own, actor === '' ? 0 : lost);
  },
  gap: ({ from }) => {
    if (!offline.value) track.value = withGap(track.value, from);
  },
  restarts: (message) => {
    if (message.actor === '') restarts.value = message;
    else if (message.actor === chosen.value) ownRestarts.value = message;
  },
  load: (message) => takeLoad(message.load),
  tail: (message) => {
    if (!offline.value) tail.value = message;
  },
  server: (message) => {
    acts.value = message.acts;
  },
  hello: takeHello,
  refused: ({ reason }) => {
    notice.value = reason;
  },
};

/** Takes what has come since the last frame. Steps are taken together, up to whatever else is said of them. */
const take = (messages: readonly PageMessage[]): void =>
  batch(() => {
    const steps: Step[] = [];
    const settle = (): void => {
      if (steps.length > 0) takeSteps(steps.splice(0));
    };
    for (const message of messages) {
      if (message.type === 'step') {
        if (isFollowed(message.step)) steps.push(message.step);
      } else if (roster.take(message)) revision.value++;
      else {
        settle();
        (takers[message.type] as ((message: PageMessage) => void) | undefined)?.(message);
      }
    }
    settle();
  });

const connected = (to: Connection): void => {
  connection.value = to;
  if (to !== 'open') restarts.value = null;
  if (to === 'open') follow();
};

/** Only of a supervisor that has told of them: an older one hangs up on who asks for what it does not know. */
const askRestarts = (): void => {
  if (restarts.value === null) return;
  feed.ask({ type: 'restarts' });
  if (service.value) feed.ask({ type: 'restarts', actor: service.value.actor });
};

/** Connects, and lets time pass. */
export const begin = (): void => {
  const frames = new Frames(take, beforeFrame);
  feed.open({ message: (message) => frames.push(message), connection: connected });
  setInterval(() => {
    now.value = Date.now();
    feed.ask({ type: 'load' });
    askRestarts();
  }, 1000);
};
