import { moved } from '../model/track.ts';
import { choose } from '../store/choose.ts';
import { cursor, fits, offline, state, text } from '../store/look.ts';
import { shown, turns } from '../store/shown.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input:not([type=range]), textarea, select, dialog *');

/** Chooses the service so many rows further down. */
export const chooseBy = (by: number, from: string | null): void => {
  const rows = shown.value;
  const place = rows.findIndex(({ actor }) => actor === from);
  const next = rows[place < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, place + by))];
  if (next) choose(next.actor);
};

/** A step back into the past, or on from it. */
export const travel = (by: number): void => {
  cursor.value = moved(turns.value, cursor.value, by, offline.value === null);
};

const back = (): void => {
  if (cursor.value !== null && !offline.value) cursor.value = null;
  else if (text.value !== '' || state.value !== null) {
    text.value = '';
    state.value = null;
  } else if (!offline.value) choose(null);
  document.getElementById('services')?.focus();
};

/** Keys that mean the same wherever the focus is: `/` searches, F fits the chart, Esc goes back, left and right travel in time. */
export const pressed = (event: KeyboardEvent): void => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (event.key === 'Escape') back();
  if (event.key === 'Escape' || isTyping(event.target)) return;
  if (event.key === '/') document.getElementById('search')?.focus();
  else if (event.key === 'f') fits.value = !fits.value;
  else if (event.key === 'ArrowLeft') travel(-1);
  else if (event.key === 'ArrowRight') travel(1);
  else return;
  event.preventDefault();
};
