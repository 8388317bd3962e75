import { signal } from '@preact/signals';

/** Milliseconds between two announcements: a screen reader that is told more often finishes none. */
const PACE = 3000;

/** Read out by screen readers. */
export const announcement = signal('');

let waiting: string | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

const say = (): void => {
  timer = undefined;
  if (waiting === undefined) return;
  announcement.value = waiting;
  waiting = undefined;
  timer = setTimeout(say, PACE);
};

/** Has something read out: at once, or after the pace that a listener can follow; then the latest only. */
export const announce = (words: string): void => {
  waiting = words;
  if (timer === undefined) say();
};
