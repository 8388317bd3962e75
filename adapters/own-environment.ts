import { readFileSync } from 'node:fs';
import type { Inherited } from './inherited-note.ts';

/** What the launcher adds; the last one keeps a variable of the user's from Node. */
const LAUNCHERS = ['RUNSTATE_ARGV0=', 'RUNSTATE_INHERITED=', 'RUNSTATE_ENVIRON=', 'RUNSTATE_LIMITS='];
const KEPT = 'RUNSTATE_NODE_OPTIONS=';

/** Where there is no /proc, as in a bare chroot: the variables that Node was given, as far as they are text. */
const decodedEnvironment = (): Buffer =>
  Buffer.from(
    Object.entries(process.env)
      .map(([name, value]) => `${name}=${value}\0`)
      .join(''),
  );

const ownEnvironment = (): Buffer => {
  try {
    return readFileSync('/proc/self/environ');
  } catch {
    return decodedEnvironment();
  }
};

const entriesOf = (block: Buffer): string[] => block.toString('latin1').split('\0').slice(0, -1);

/** All that this process was given, the launcher's variables with it: `NAME=value`, one character a byte. */
export const ownEntries = (): string[] => entriesOf(ownEnvironment());

/** The environment this process was given, `NAME=value`, one character a byte, without what the launcher added. */
export const environmentEntries = ({ environment }: Inherited): string[] =>
  environment !== undefined
    ? entriesOf(environment)
    : ownEntries()
        .filter((entry) => !LAUNCHERS.some((name) => entry.startsWith(name)))
        .map((entry) => (entry.startsWith(KEPT) ? `NODE_OPTIONS=${entry.slice(KEPT.length)}` : entry));
