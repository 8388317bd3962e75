import { asyncScheduler, Subject, tap, throttleTime } from 'rxjs';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { ScanFact, ScanInput, ScanOrder } from '../machines/ports.ts';
import { DirectoryWatch } from './directory-watch.ts';
import { DueLooks } from './due-looks.ts';
import { askable, PeriodicLook } from './periodic-look.ts';
import { Scanner } from './scanner.ts';
import type { Report, System } from './system.ts';

/** runit's scanner looks this often, in milliseconds; and until its first success every second. */
const LOOK_PAUSE = 5000;
const FIRST_LOOK_PAUSE = 1000;

/** Changes that come within this time, in milliseconds, are looked at together; the first one at once. */
const BURST = 25;

/** At most this long, in milliseconds, a path that leads elsewhere again and again is not looked at: so it may be with mounts. */
const MOVES = 1000;

/** A pause that doubles from the least to the most, for as long as it is asked for again within twice the most. */
const createBackoff = (least: number, most: number): (() => number) => {
  let pause = 0;
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    pause = now - last < 2 * most ? Math.min(2 * pause, most) : least;
    last = now;
    return pause;
  };
};

/**
 * Adapter of the `scan` port: inotify tells at once, and runit's own periodic look is the safety net.
 *
 * @param pause milliseconds between two periodic looks.
 */
export const createScan = (
  system: System,
  report: Report,
  pause = LOOK_PAUSE,
): CallbackActorLogic<ScanOrder, ScanInput> =>
  fromCallback<ScanOrder, ScanInput>(({ input: { directory, isWaitedFor }, sendBack, receive }) => {
    const scanner = new Scanner(directory, system, report);
    const tell = (fact: ScanFact): void => sendBack(fact);
    const looks = new DueLooks(scanner, {
      completed: (look, forced) => tell({ type: 'scan.completed', ...look, forced, at: system.now() }),
      added: (entries) => tell({ type: 'scan.added', entries, at: system.now() }),
    });
    const watch = new DirectoryWatch(directory, system.pathChanges, {
      changed: (name) => changes.next(name),
      moved: () => {
        clearTimeout(moved);
        moved = setTimeout(() => armed(lookAtAll), pauseOfMoves());
      },
    });
    let moved: NodeJS.Timeout | undefined;
    const pauseOfMoves = createBackoff(BURST, MOVES);
    const changes = new Subject<string | undefined>();
    const lookAtAll = (): void => {
      if (watch.renew(true)) looks.note(undefined);
      looks.lookAtAll();
    };
    const lookAtChanged = (): void => {
      if (watch.renew()) looks.note(undefined);
      looks.lookAtChanged();
    };
    const turn = (): void => {
      lookAtAll();
      if (isWaitedFor() || !scanner.hasSucceeded) sendBack({ type: 'scan.ticked' } satisfies ScanFact);
    };
    // The threads that libuv asks in are those of whoever it is a guest of.
    const periodic = new PeriodicLook(system.isGuest ? undefined : askable(directory), pause, {
      changed: lookAtAll,
      turn,
      isDue: () => isWaitedFor() || looks.isDue,
      isTold: () => watch.tellsAllOf(scanner.key),
    });
    const armed = (look: () => void): void => {
      try {
        look();
      } finally {
        if (scanner.hasSucceeded) periodic.arm();
      }
    };
    receive((order) => {
      if (order.type === 'scan.acknowledge') return scanner.acknowledge();
      if (order.forced) looks.force();
      changes.next(undefined);
    });
    const subscription = changes
      .pipe(
        tap((name) => looks.note(name)),
        throttleTime(BURST, asyncScheduler, { leading: true, trailing: true }),
      )
      .subscribe(() => armed(lookAtChanged));
    const early = setInterval(() => {
      if (scanner.hasSucceeded) clearInterval(early);
      else armed(turn);
    }, FIRST_LOOK_PAUSE);
    armed(lookAtChanged);
    return () => {
      subscription.unsubscribe();
      clearTimeout(moved);
      watch.close();
      periodic.close();
      clearInterval(early);
    };
  });
