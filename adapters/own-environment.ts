import { readFileSync } from 'node:fs';
import type { Inherited } from './inherited-note.ts';

/** What the launcher adds; the last one keeps a variable of the user's from Node. */
const LAUNCHERS = ['RUNSTATE_ARGV0=', 'RUNSTATE_INHERITED=', 'RUNSTATE_ENVIRON='];
const KEPT = 'RUNSTATE_NODE_OPTIONS=';

const entriesOf = (block: Buffer): string[] => block.toString('latin1').split('\0').slice(0, -1);

/** The environment this process was given, `NAME=value`, one character a byte, without what the launcher added. */
export const environmentEntries = ({ environment }: Inherited): string[] =>
  environment !== undefined
    ? entriesOf(environment)
    : entriesOf(readFileSync('/proc/self/environ'))
        .filter((entry) => !LAUNCHERS.some((name) => entry.startsWith(name)))
        .map((entry) => (entry.startsWith(KEPT) ? `NODE_OPTIONS=${entry.slice(KEPT.length)}` : entry));
