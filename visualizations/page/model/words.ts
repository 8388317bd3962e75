import type { LastExit } from '../../../runtime/watch/messages.ts';

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const;

/** A duration in its two greatest units: `3 d 4 h`, `12 s`. */
export const duration = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  if (first < 0) return `${seconds} s`;
  const [unit, size] = UNITS[first]!;
  const [next, part] = UNITS[first + 1] ?? ['s', 1];
  return `${Math.floor(seconds / size)} ${unit} ${Math.floor((seconds % size) / part)} ${next}`;
};

/** Time of day with milliseconds. */
export const clock = (at: number): string => {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
};

/** Bytes, in the unit that fits. */
export const bytes = (count: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const place = Math.min(units.length - 1, count < 1000 ? 0 : Math.floor(Math.log10(count) / 3));
  const value = count / 1000 ** place;
  return `${place === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[place]}`;
};

/** How a program ended. */
export const exitWords = (exit: LastExit | null): string => {
  if (exit === null) return 'never';
  return exit.signal === null ? `code ${exit.code ?? 'unknown'}` : exit.signal;
};
