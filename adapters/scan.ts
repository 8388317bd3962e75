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
    const looks = new DueLooks(scanner, (look, forced) =>
      sendBack({ type: 'scan.completed', ...look, forced, at: system.now() } satisfies ScanFact),
    );
    const watch = new DirectoryWatch(directory, system.pathChanges, {
      changed: (name) => changes.next(name),
      // Not at once: what is mounted may change many times a second.
      moved: () => {
        moved = setTimeout(() => armed(lookAtAll), BURST);
      },
    });
    let moved: NodeJS.Timeout | undefined;
    const changes = new Subject<string | undefined>();
    const lookAtAll = (): void => {
      watch.renew();
      looks.lookAtAll();
    };
    const lookAtChanged = (): void => {
      watch.renew();
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
      // One with nothing in it may be removed while somebody is in it, of which the kernel tells when he has left.
      isTold: () => watch.tellsAll && !scanner.isEmpty,
    });
    const armed = (look: () => void): void => {
      look();
      if (scanner.hasSucceeded) periodic.arm();
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
