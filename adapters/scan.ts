import { asyncScheduler, merge, Subject, tap, throttleTime } from 'rxjs';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { ScanFact, ScanInput, ScanOrder } from '../machines/ports.ts';
import { watchDirectory } from './directory-watch.ts';
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
    const turn = (): void => {
      looks.lookAtAll();
      if (isWaitedFor() || !scanner.hasSucceeded) sendBack({ type: 'scan.ticked' } satisfies ScanFact);
    };
    // The threads that libuv asks in are those of whoever it is a guest of.
    const periodic = new PeriodicLook(system.isGuest ? undefined : askable(directory), pause, {
      changed: () => looks.lookAtAll(),
      turn,
      isDue: () => isWaitedFor() || looks.isDue,
    });
    const armed = (look: () => void): void => {
      look();
      if (scanner.hasSucceeded) periodic.arm();
    };
    const orders = new Subject<undefined>();
    receive((order) => {
      if (order.type === 'scan.acknowledge') return scanner.acknowledge();
      if (order.forced) looks.force();
      orders.next(undefined);
    });
    const changes = merge(watchDirectory(directory), orders).pipe(
      tap((name) => looks.note(name)),
      throttleTime(BURST, asyncScheduler, { leading: true, trailing: true }),
    );
    const subscription = changes.subscribe(() => armed(() => looks.lookAtChanged()));
    const early = setInterval(() => {
      if (scanner.hasSucceeded) clearInterval(early);
      else armed(turn);
    }, FIRST_LOOK_PAUSE);
    armed(() => looks.lookAtChanged());
    return () => {
      subscription.unsubscribe();
      periodic.close();
      clearInterval(early);
    };
  });
