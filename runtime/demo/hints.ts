import { readFileSync } from 'node:fs';
import { toPath } from '../../adapters/bytes.ts';
import type { Row } from './board.ts';
import { printable, quoted } from './words.ts';

/** Where the demo runs, as commands need to know it. */
export type Whereabouts = {
  /** The directory of services, absolute. */
  readonly directory: string;
  /** The directory of this package's programs. */
  readonly bin: string;
};

/** Two lines: what to type in another terminal. */
export const hintLines = (rows: readonly Row[], { directory, bin }: Whereabouts): [string, string] => {
  const up = rows.find(({ main }) => main?.want === 'up' && main.state === 'running');
  const down = rows.find(({ main }) => main?.want === 'down' && main.state === 'down');
  const commands = [
    // With a slash at its end a name is a path to sv, and what is no directory is left out.
    'sv status */',
    ...(up ? [`sv restart ${quoted(up.name)}`] : []),
    ...(down ? [`sv once ${quoted(down.name)}`] : []),
  ];
  return [
    `In another terminal:  cd ${quoted(directory)}; export SVDIR="$PWD" PATH=${quoted(bin)}:"$PATH"`,
    `Then, for example:    ${commands.join('; ')}`,
  ];
};

/** What services serve: a running one that has an address leaves it in a file `url`. */
export const addressLines = (rows: readonly Row[], directory: string): string[] =>
  rows.flatMap(({ name, main }) => {
    if (main?.state !== 'running') return [];
    try {
      return [`${printable(name)} answers at ${readFileSync(toPath(`${directory}/${name}/url`), 'utf8').trim()}`];
    } catch {
      return [];
    }
  });
