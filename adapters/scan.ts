import { asyncScheduler, merge, Subject, tap, throttleTime } from 'rxjs';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { ScanFact, ScanInput, ScanOrder } from '../machines/ports.ts';
import { watchDirectory } from './directory-watch.ts';
import type { Look } from './last-look.ts';
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
    const orders = new Subject<undefined>();
    let forced = false;
    let again = true;
    /** Some names were looked at alone: the periodic look is a complete one, as there may be more than inotify tells. */
    let owed = false;
    const changed = new Set<string>();
    const tell = (look: Look): void =>
      sendBack({ type: 'scan.completed', ...look, forced, at: system.now() } satisfies ScanFact);
    /** Whether what has changed was a matter of a few names. */
    const lookAtChanged = (): boolean => {
      const found = again || forced ? undefined : scanner.lookAtSome(changed);
      if (found === undefined) return false;
      if (found !== 'same') tell(found);
      changed.clear();
      owed = true;
      return true;
    };
    const take = (periodic: boolean): void => {
      if (!periodic && lookAtChanged()) return;
      const found = scanner.look(again || forced || owed || changed.size > 0);
      if (found) {
        tell(found);
        forced = again = owed = false;
        changed.clear();
      }
      if (periodic && (isWaitedFor() || !scanner.hasSucceeded)) sendBack({ type: 'scan.ticked' } satisfies ScanFact);
    };
    const periodicLook = new PeriodicLook(
      // The threads that libuv asks in are those of whoever it is a guest of.
      system.isGuest ? undefined : askable(directory),
      pause,
      () => look(true),
      () => isWaitedFor() || forced || again || owed || changed.size > 0 || scanner.isBlind,
    );
    const look = (periodic: boolean): void => {
      take(periodic);
      if (scanner.hasSucceeded) periodicLook.arm();
    };
    receive((order) => {
      if (order.type === 'scan.acknowledge') return scanner.acknowledge();
      forced ||= order.forced;
      orders.next(undefined);
    });
    const changes = merge(watchDirectory(directory), orders).pipe(
      // Not to be skipped because the time stamp is the same: two changes may fall into one tick of the file system.
      tap((name) => {
        if (name === undefined) again = true;
        else changed.add(name);
      }),
      throttleTime(BURST, asyncScheduler, { leading: true, trailing: true }),
    );
    const subscription = changes.subscribe(() => look(false));
    const early = setInterval(() => {
      if (scanner.hasSucceeded) clearInterval(early);
      else look(true);
    }, FIRST_LOOK_PAUSE);
    look(false);
    return () => {
      subscription.unsubscribe();
      periodicLook.close();
      clearInterval(early);
    };
  });
