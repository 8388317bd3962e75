import { tai64nText } from '../tai64n.ts';

const MICROSECONDS = 1_000_000;
const DAY = 86_400;

const digits = (value: number, width: number): string => String(value).padStart(width, '0');

/** Year, month and day of a day since the epoch, by the proleptic Gregorian calendar in years that begin in March. */
const dateOf = (day: number): string => {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const year = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const date = dayOfYear - Math.floor((153 * month + 2) / 5) + 1;
  const isNextYear = month >= 10;
  return `${digits(year + era * 400 + (isNextYear ? 1 : 0), 4)}-${digits(isNextYear ? month - 9 : month + 3, 2)}-${digits(date, 2)}`;
};

const humanText = (wall: number, between: string): string => {
  const seconds = Math.floor(wall / MICROSECONDS);
  const fraction = Math.floor((wall - seconds * MICROSECONDS) / 10);
  const day = Math.floor(seconds / DAY);
  const second = seconds - day * DAY;
  const time = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60].map((part) => digits(part, 2));
  return `${dateOf(day)}${between}${time.join(':')}.${digits(fraction, 5)}`;
};

/**
 * The stamp of a moment, 25 characters and a space; empty for format 0.
 *
 * @param format how many `-t`: 1 TAI64N, 2 `YYYY-MM-DD_HH:MM:SS.xxxxx`, 3 the same with a `T`; UTC, truncated.
 * @param wall microseconds since the Unix epoch.
 */
export const stampText = (format: 0 | 1 | 2 | 3, wall: number): string => {
  if (format === 0) return '';
  return `${format === 1 ? tai64nText(wall) : humanText(wall, format === 2 ? '_' : 'T')} `;
};
