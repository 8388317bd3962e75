import { resolve } from 'node:path';
import type { ActorRef, AnyMachineSnapshot, EventObject } from 'xstate';
import type { Report } from '../../adapters/system.ts';
import { withStderrUntouched } from '../../adapters/untouched-stderr.ts';
import type { OrderUpgrade } from '../upgrade/order.ts';
import type { Message } from './messages.ts';
import { Recorder } from './recorder.ts';

type Hello = Extract<Message, { type: 'hello' }>;

/** A supervisor whose actors are to be recorded. */
export type Watchable = {
  readonly program: Hello['program'];
  /** Of services; of the service where the program is runsv. */
  readonly directory: string;
  readonly report: Report;
};

/** Recording, and the socket that tells of it. */
export class Watching {
  readonly recorder: Recorder;
  readonly #what: Watchable;
  readonly #startedAt = Date.now();
  #close: () => void = () => {};
  #isClosed = false;

  constructor(what: Watchable) {
    this.#what = what;
    this.recorder = new Recorder((cause) => this.#warn('fault, recording no more', cause));
  }

  #warn(message: string, cause?: unknown): void {
    const { program, directory, report } = this.#what;
    report({ program, subject: directory, level: 'warning', message, ...(cause === undefined ? {} : { cause }) });
  }

  /**
   * Makes the socket when something holds of an actor: not before it has done what it was started for.
   *
   * @param upgrade what who may talk to the socket may order.
   */
  openWhen<Snapshot extends AnyMachineSnapshot>(
    actor: Pick<ActorRef<Snapshot, EventObject>, 'subscribe' | 'getSnapshot'>,
    isUp: (snapshot: Snapshot) => boolean,
    upgrade?: OrderUpgrade,
  ): void {
    const open = (): void => {
      setImmediate(() => void this.#open(upgrade));
    };
    // A subscriber hears only of what comes later.
    if (isUp(actor.getSnapshot())) {
      open();
      return;
    }
    const subscription = actor.subscribe({
      next: (snapshot) => {
        if (!isUp(snapshot)) return;
        subscription.unsubscribe();
        open();
      },
      // An observer that hears of no error would have it thrown again.
      error: () => {},
    });
  }

  async #open(upgrade: OrderUpgrade | undefined): Promise<void> {
    try {
      const { openSocket } = await withStderrUntouched(() => import('./open-socket.ts'));
      const { program, directory } = this.#what;
      const close = await openSocket(this.recorder, program, resolve(directory), this.#startedAt, upgrade);
      if (this.#isClosed) close();
      else this.#close = close;
    } catch (cause) {
      this.#warn(`no status but in files: ${cause instanceof Error ? cause.message : cause}`);
    }
  }

  /** The supervisor ends. */
  close(): void {
    this.#isClosed = true;
    this.#close();
  }
}

/** Recording as the environment asks for it: `RUNSTATE_HISTORY=0` leaves nothing of it. */
export const watchingOf = (what: Watchable): Watching | undefined =>
  process.env.RUNSTATE_HISTORY === '0' ? undefined : new Watching(what);
