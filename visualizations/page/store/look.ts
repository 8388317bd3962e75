import { signal } from '@preact/signals';
import type { ActorPath, Recording } from '../../../runtime/watch/messages.ts';
import type { Cursor } from '../model/track.ts';

/** What is looked at: whatever the person before the page decides. */

/** What the list is narrowed to. */
export const text = signal('');
export const state = signal<string | null>(null);
/** The actor in the middle; null: none, which shows all at a glance. */
export const chosen = signal<ActorPath | null>(null);
/** Where in its past. */
export const cursor = signal<Cursor>(null);
/** A recording that is shown instead of what is so now. */
export const offline = signal<Recording | null>(null);
/** The whole chart is in sight, however small. */
export const fits = signal(false);
/** Something that went wrong, until it is dismissed. */
export const notice = signal<string | null>(null);
