import { styleText } from 'node:util';
import { fromEvent, merge } from 'rxjs';
import type { Takeover } from '../../adapters/terminal-takeover.ts';
import type { Row } from './board.ts';
import type { Face } from './face.ts';
import { frameLines } from './frame.ts';
import { HeardLines } from './heard-lines.ts';
import type { Whereabouts } from './hints.ts';
import { Screen } from './screen.ts';
import { type Canvas, type Paint, tableLines } from './table.ts';

/** More than any screen shows. */
const KEPT_LINES = 200;

const coloured: Paint = (style, text) => styleText(style, text, { validateStream: false });
const plain: Paint = (_, text) => text;

/**
 * The live table, on a terminal that is ours alone.
 *
 * @param take takes the terminal, and tells what the programs started from here say.
 * @param heard called when they said something: time to draw.
 */
export const createScreenFace = (
  take: (heard: (chunk: Buffer) => void) => Takeover,
  whereabouts: Whereabouts,
  heard: () => void,
): Face => {
  const said = new HeardLines(KEPT_LINES);
  const takeover = take((chunk) => {
    said.hear(chunk);
    heard();
  });
  // Node's own last words on an uncaught exception must be readable.
  process.on('uncaughtExceptionMonitor', () => {
    screen.leave();
    takeover.release();
  });
  const screen = new Screen(takeover.terminal);
  const canvas = (): Canvas => ({
    width: screen.width,
    now: Date.now() * 1000,
    paint: screen.hasColours ? coloured : plain,
  });
  const show = (rows: readonly Row[]): void =>
    screen.draw(frameLines({ rows, said: said.lines, height: screen.height }, canvas(), whereabouts));
  const suspension = fromEvent(process, 'SIGTSTP').subscribe(() => {
    screen.leave();
    process.kill(process.pid, 'SIGSTOP');
  });
  suspension.add(fromEvent(process, 'SIGCONT').subscribe(() => screen.enter()));
  suspension.add(
    merge(fromEvent(process, 'SIGWINCH'), fromEvent(process, 'SIGCONT')).subscribe(() => {
      screen.refreshSize();
      heard();
    }),
  );
  return {
    changed() {},
    show,
    say(text) {
      said.add(text);
      heard();
    },
    close(rows, farewell) {
      suspension.unsubscribe();
      screen.leave();
      screen.print([...tableLines(rows, canvas()), '', farewell]);
      takeover.release();
    },
  };
};
