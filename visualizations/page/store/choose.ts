import { batch } from '@preact/signals';
import type { ActorPath, Recording } from '../../../runtime/watch/messages.ts';
import { feed } from '../feed.ts';
import { rootOf } from '../model/family.ts';
import { emptyTrack, turnsOf, withSteps } from '../model/track.ts';
import { token } from '../token.ts';
import { ownRestarts, tail, track } from './known.ts';
import { chosen, cursor, offline, state, text } from './look.ts';

/** Lines of a log that are shown. */
const TAIL = 200;
/** Who holds an arrow key passes many services: only where it stays is asked about. */
const SETTLE = 90;

let settling: ReturnType<typeof setTimeout> | undefined;

/** Asks for the steps of the chosen actor and its relatives, and for the end of its log. */
export const follow = (): void => {
  clearTimeout(settling);
  const one = chosen.value;
  if (one === null || offline.value) {
    feed.ask({ type: 'follow', steps: 'none' });
    feed.ask({ type: 'tail', actor: '', lines: 0 });
    return;
  }
  const actor = rootOf(one);
  feed.ask({ type: 'follow', steps: 'transitions', actor });
  feed.ask({ type: 'history', actor });
  const shown = token.value === null ? {} : { token: token.value };
  feed.ask({ type: 'tail', actor: `${actor}/log`, lines: actor === '' ? 0 : TAIL, ...shown });
};

/** Looks at an actor, now; null: at none. */
export const choose = (actor: ActorPath | null): void => {
  if (actor === chosen.value) return;
  const isRelative = actor !== null && chosen.value !== null && rootOf(actor) === rootOf(chosen.value);
  batch(() => {
    chosen.value = actor;
    ownRestarts.value = null;
    cursor.value = offline.value && actor !== null ? (turnsOf(track.value, actor).at(-1)?.seq ?? null) : null;
    if (isRelative || offline.value) return;
    track.value = emptyTrack(rootOf(actor ?? ''));
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
    follow();
  });

/** Back from a recording. */
export const closeRecording = (): void =>
  batch(() => {
    offline.value = null;
    cursor.value = null;
    track.value = emptyTrack(rootOf(chosen.value ?? ''));
    follow();
  });
