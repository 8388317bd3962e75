import { writeSync } from 'node:fs';
import type { Row } from './board.ts';
import type { Face } from './face.ts';
import { hintLines, type Whereabouts } from './hints.ts';
import type { Sighting } from './watch-services.ts';
import { exitText, printable, stateText } from './words.ts';

/** One change as a line: `worker: backoff, want up, restarts 3, last exit 1`. */
export const changeText = ({ name, role, condition }: Sighting): string => {
  const { want, pid, starts, lastExit } = condition;
  const facts = [
    stateText(condition),
    `want ${want}`,
    ...(pid ? [`pid ${pid}`] : []),
    ...(starts > 1 ? [`restarts ${starts - 1}`] : []),
    ...(lastExit ? [`last ${exitText(lastExit)}`] : []),
  ];
  return `${printable(name)}${role === 'log' ? '/log' : ''}: ${facts.join(', ')}`;
};

/**
 * One line for each change, for pipes, files and CI. What services print goes past us, to the same output.
 *
 * @param unheard called when nobody reads us any more.
 */
export const createLinesFace = (whereabouts: Whereabouts, unheard: () => void): Face => {
  let hinted = false;
  // Not through process.stdout, which would make the descriptor that the services share non-blocking.
  const print = (line: string): void => {
    try {
      writeSync(1, `${line}\n`);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EPIPE') unheard();
    }
  };
  return {
    changed: (sighting) => print(changeText(sighting)),
    show(rows: readonly Row[]) {
      if (hinted) return;
      hinted = true;
      for (const line of hintLines(rows, whereabouts)) print(line);
    },
    say: print,
    close: (_, farewell) => print(farewell),
  };
};
