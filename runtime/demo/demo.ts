import { delimiter, dirname } from 'node:path';
import { filter, interval, merge, Subject, throttleTime } from 'rxjs';
import type { Inherited } from '../../adapters/inherited-note.ts';
import type { Report } from '../../adapters/system.ts';
import { diagnosticText } from '../diagnostics.ts';
import { hostingOf, loadSystem } from '../host.ts';
import { createRunsvdir } from '../runsvdir.ts';
import { signalsAs } from '../signals.ts';
import { setTitle } from '../title.ts';
import { watchingOf } from '../watch/watching.ts';
import { Board } from './board.ts';
import { createFace } from './choose-face.ts';
import type { Face } from './face.ts';
import type { Whereabouts } from './hints.ts';
import { stopOnOrder } from './stop.ts';
import { createStopping } from './stopping.ts';
import { watchServices } from './watch-services.ts';

type Runsvdir = ReturnType<typeof createRunsvdir>;

/** Least time between two frames, in milliseconds. */
const FRAME_PAUSE = 80;
/** How often uptimes are drawn anew, in milliseconds. */
const UPTIME_PAUSE = 1000;

const STOP_SIGNALS = { SIGINT: 'stop', SIGTERM: 'stop', SIGHUP: 'stop' };
const HANDLED = Object.keys(STOP_SIGNALS) as NodeJS.Signals[];

/** Services find this package's programs and its Node first. */
const extendPath = (bin: string): void => {
  process.env.PATH = [bin, dirname(process.execPath), process.env.PATH ?? '/usr/bin:/bin'].join(delimiter);
};

/** Keeps the board up to date, and the face with it. */
const showServices = (runsvdir: Runsvdir, board: Board, face: Face, changes: Subject<void>): void => {
  watchServices(runsvdir).subscribe((sighting) => {
    board.note(sighting);
    face.changed(sighting);
    changes.next();
  });
  merge(changes, interval(UPTIME_PAUSE))
    .pipe(
      filter(() => runsvdir.getSnapshot().context.scanned),
      throttleTime(FRAME_PAUSE, undefined, { leading: true, trailing: true }),
    )
    .subscribe(() => face.show(board.rows));
};

type Parts = {
  readonly board: Board;
  readonly face: Face;
  readonly changes: Subject<void>;
  /** Orders to stop that are no signals. */
  readonly orders: Subject<unknown>;
};

/** Runs the runsvdir until an order to stop has been carried out: the exit code. */
const untilStopped = (runsvdir: Runsvdir, { board, face, changes, orders }: Parts): Promise<number> => {
  const gone = new Subject<void>();
  return new Promise((resolve) => {
    const end = (code: number, farewell: string): void => {
      gone.next();
      face.close(board.rows, farewell);
      resolve(code);
    };
    runsvdir.subscribe({
      // Services that stop at the end stay in the picture; those whose directory is removed do not.
      next: (snapshot) => {
        if (snapshot.matches('watching')) board.keep(snapshot.context.services);
        changes.next();
      },
      // The last service's own end is told of a moment later than ours.
      complete: () => setImmediate(end, 0, `demo: ${board.rows.length} services stopped, no process is left.`),
      error: (cause) => end(111, `demo: the supervisor broke: ${cause instanceof Error ? cause.stack : cause}`),
    });
    const stopping = createStopping(runsvdir, board, face.say, (names) => end(111, `demo: unable to stop ${names}`));
    const signals = signalsAs(STOP_SIGNALS);
    // Heard to the very end: one that comes while we leave must not change how we ended.
    signals.subscribe();
    stopOnOrder(merge(orders, signals), gone, stopping);
    runsvdir.start();
  });
};

/**
 * Supervises a directory of services and shows them, until Ctrl-C: then all of them stop. Services are in sessions of
 * their own, because Ctrl-C signals everything in the terminal's: they are to hear of their end from us.
 *
 * @returns the exit code: 0 everything is gone; 111 something is left, or the supervisor broke.
 */
export const runDemo = async (whereabouts: Whereabouts, inherited: Inherited): Promise<number> => {
  const { directory, bin } = whereabouts;
  // Services get the environment as it is now, with our PATH, not as we found it.
  const { environment: _found, ...given } = inherited;
  setTitle('runstate', `runstate demo ${directory}`);
  extendPath(bin);
  const board = new Board();
  const changes = new Subject<void>();
  const orders = new Subject<unknown>();
  const face = await createFace(whereabouts, { heard: () => changes.next(), unheard: () => orders.next('unheard') });
  const report: Report = (diagnostic) => face.say(diagnosticText(diagnostic).trimEnd());
  const system = await loadSystem(given, HANDLED, report, 'runsvdir');
  const watching = watchingOf({ program: 'runsvdir', directory, report });
  const hosting = hostingOf(system, report, watching?.recorder);
  const runsvdir = createRunsvdir({ directory, session: true }, system, report, undefined, hosting);
  showServices(runsvdir, board, face, changes);
  watching?.recorder.inspect(runsvdir);
  watching?.openWhen(runsvdir, ({ context }) => context.scanned);
  try {
    return await untilStopped(runsvdir, { board, face, changes, orders });
  } finally {
    watching?.close();
  }
};
