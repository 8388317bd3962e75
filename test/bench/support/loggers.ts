import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Found, installed, ours } from './programs.ts';

/** A program that logs its standard input to a directory. */
export type Logger = {
  readonly name: string;
  readonly missing: string | undefined;
  command(logs: string): readonly string[];
};

/** When svlogd rotates if nothing else is said, and how many it keeps; the others are told to do the same. */
const [SIZE, KEPT] = [1_000_000, 10];
const CONFIG = `s${SIZE}\nn${KEPT}\n`;

export const configure = (logs: string): void => writeFileSync(join(logs, 'config'), CONFIG);

const svlogd = (name: string, { path, missing }: Found): Logger => ({
  name,
  missing,
  command(logs) {
    configure(logs);
    return [path, '-tt', logs];
  },
});

const other = (name: string, { path, missing }: Found, ...options: string[]): Logger => ({
  name,
  missing,
  command: (logs) => [path, ...options, `s${SIZE}`, `n${KEPT}`, logs],
});

export const theirSvlogd = svlogd('C svlogd', installed('svlogd'));
export const ourSvlogd = svlogd('ours, process', ours('svlogd'));
/** All of them; multilog has one stamp only, TAI64N. */
export const loggers: readonly Logger[] = [
  theirSvlogd,
  ourSvlogd,
  other('s6-log T', installed('s6-log'), 'T'),
  other('multilog t', installed('multilog'), 't'),
];
