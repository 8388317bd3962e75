import { map, merge, type Observable, share, switchMap, take, takeUntil, throttleTime, timer } from 'rxjs';

/**
 * One Ctrl-C may arrive twice: from the terminal, and passed on by npm. What comes within this time, in milliseconds,
 * is one order.
 */
const ONE_ORDER = 400;
/** How long services have to end by themselves, in milliseconds. */
export const PATIENCE = 5000;
/** Time between two attempts to kill what is left, in milliseconds, and their number. */
const KILL_PAUSE = 1000;
const KILL_ATTEMPTS = 5;

/** What is done about services that are to stop. */
export type Stopping = {
  /** Tells all of them to go. */
  ask(): void;
  /** Kills those that are still there. */
  force(): void;
  /** Some are there even now: leave without them. */
  giveUp(): void;
};

/**
 * Stops everything when ordered to: asks; after some patience, or at a second order, forces; and in the end gives up,
 * so that whoever ordered it is never left waiting.
 */
export const stopOnOrder = (orders: Observable<unknown>, gone: Observable<unknown>, stopping: Stopping): void => {
  const distinct = orders.pipe(throttleTime(ONE_ORDER), takeUntil(gone), share());
  distinct
    .pipe(
      take(1),
      switchMap(() => {
        stopping.ask();
        return merge(timer(PATIENCE), distinct).pipe(take(1));
      }),
      switchMap(() => timer(0, KILL_PAUSE).pipe(take(KILL_ATTEMPTS + 1))),
      map((attempt) => (attempt < KILL_ATTEMPTS ? stopping.force() : stopping.giveUp())),
      takeUntil(gone),
    )
    .subscribe();
};
