import { readdirSync } from 'node:fs';
import { withSuffix } from '../machines/rules/svlog/names.ts';
import { toBytes } from './bytes.ts';
import type { Held } from './directory.ts';

/** Names in a directory, one character a byte: their length counts. Throws the errors of readdir(3). */
export const namesIn = ({ base }: Held): string[] => readdirSync(toBytes(base), { encoding: 'latin1' });

/** Path of such a name. */
export const pathIn = ({ base }: Held, name: string): Buffer =>
  Buffer.concat([toBytes(`${base}/`), Buffer.from(name, 'latin1')]);

/** The files of a log that a processor has: itself and the output. */
export const busyFiles = (log: string | undefined): string[] => (log ? [log, withSuffix(log, 't')] : []);
