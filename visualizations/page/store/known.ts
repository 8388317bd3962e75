import { signal } from '@preact/signals';
import type { PageMessage } from '../../../runtime/ui/page-messages.ts';
import type { Load, Message } from '../../../runtime/watch/messages.ts';
import type { Connection } from '../feed.ts';
import { Roster } from '../model/roster.ts';
import { emptyTrack, type Track } from '../model/track.ts';

/** What has been heard of the supervisor. */

export const roster = new Roster();
/** Counts changes of the roster. */
export const revision = signal(0);
export const connection = signal<Connection>('connecting');
/** Whether orders are taken. */
export const acts = signal(false);
export const about = signal<Extract<PageMessage, { type: 'hello' }> | null>(null);
export const load = signal<Load | null>(null);
export const eventRate = signal<number | null>(null);
/** How often `run` was started anew in the last hour, minute by minute: of all services, and of the chosen one. */
export const restarts = signal<Extract<Message, { type: 'restarts' }> | null>(null);
export const ownRestarts = signal<Extract<Message, { type: 'restarts' }> | null>(null);
/** Steps of the chosen actor and its relatives. */
export const track = signal<Track>(emptyTrack(''));
export const tail = signal<Extract<PageMessage, { type: 'tail' }> | null>(null);
/** The clock that uptimes are counted by. */
export const now = signal(Date.now());
