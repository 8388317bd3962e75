import { dirname } from 'node:path';
import { serviceOf } from './actor-path.ts';
import { CannotTell, meant, placeOf, warn } from './ask.ts';
import type { Connection } from './connection.ts';
import type { Found } from './find-supervisor.ts';
import { fromFiles } from './from-files.ts';
import { identityOf } from './identity.ts';
import type { ActorPath, Message } from './messages.ts';
import { firstWord } from './state-value.ts';

/** Milliseconds between two looks at files. */
const LOOK_PAUSE = 100;
/** Looks before they are spoken of: a supervisor that was started just now takes a moment until it can be asked. */
const PATIENCE = 10;
/** Exit code where it has taken too long. */
const LATE = 1;

type States = ReadonlySet<string>;

/** Somebody who waits for a service. */
class Waiter {
  readonly #found: Found;
  readonly #word: string;
  readonly #actor: ActorPath;
  readonly #states: States;
  /** Whether the supervisor itself runs the service; undefined: it has not said. */
  #isHosted: boolean | undefined;
  #hasWarned = false;
  #isOver = false;
  /** The first step that was missed, and is asked for. */
  #missed = 0;

  constructor(found: Found, word: string, actor: ActorPath, states: States) {
    this.#found = found;
    this.#word = word;
    this.#actor = actor;
    this.#states = states;
  }

  /** Resolves when the service is, or was, in one of the states. Rejects with {@link CannotTell}. */
  async wait(): Promise<void> {
    const { connection } = this.#found;
    const seen = this.#untilSeen();
    try {
      await (connection ? Promise.race([seen, this.#untilTold(connection)]) : seen);
    } finally {
      this.#isOver = true;
    }
  }

  stop(): void {
    this.#isOver = true;
  }

  /** Every state counts, however short: steps are told one by one. */
  async #untilTold(connection: Connection): Promise<void> {
    connection.send({ type: 'follow', steps: 'transitions', actor: this.#actor });
    for (;;) {
      const message = await connection.next();
      if (!message) throw new CannotTell(`the supervisor (pid ${connection.hello.pid}) has ended`);
      if (message.type === 'refused') throw new CannotTell(message.reason);
      if (message.type === 'gap') this.#askAgain(connection, message.from);
      if (this.#statesIn(message).some((state) => this.#states.has(state))) return;
    }
  }

  /** What came too quickly, or while thousands of services were told of, is kept. */
  #askAgain(connection: Connection, from: number): void {
    this.#missed = from;
    connection.send({ type: 'history', actor: this.#actor });
  }

  /** States that a message tells of, in the order that it was in them. */
  #statesIn(message: Message): string[] {
    const actor = this.#actor;
    if (message.type === 'services') {
      const service = message.services.find((one) => one.actor === actor);
      this.#isHosted = service !== undefined;
      return service ? [service.state] : [];
    }
    if (message.type === 'service' && message.service.actor === actor) {
      this.#isHosted = true;
      return [message.service.state];
    }
    if (message.type === 'forgotten' && message.actor === actor) {
      this.#isHosted = false;
      return ['gone'];
    }
    if (message.type === 'step' && message.step.actor === actor) return [firstWord(message.step.to)];
    if (message.type !== 'history') return [];
    const steps = message.steps.filter((step) => step.actor === actor && step.seq >= this.#missed);
    return steps.map(({ to }) => firstWord(to));
  }

  /** Where the supervisor does not run the service itself, files tell how it is: another runsv may write them. */
  async #untilSeen(): Promise<void> {
    const place = placeOf(this.#found, serviceOf(this.#actor));
    for (let looks = 0; !this.#isOver; await new Promise((settle) => setTimeout(settle, LOOK_PAUSE))) {
      if (this.#found.connection && this.#isHosted !== false) continue;
      const role = this.#actor.slice(this.#actor.lastIndexOf('/') + 1);
      const name = place.slice(place.lastIndexOf('/') + 1);
      const state = fromFiles(dirname(place), name).find((service) => service.role === role)?.state;
      if (state !== undefined || !this.#found.connection) looks += 1;
      if (looks > PATIENCE) this.#warn();
      if (this.#states.has(state ?? 'gone')) return;
    }
  }

  #warn(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    const { connection, directory } = this.#found;
    const who = connection
      ? `${this.#word} is supervised by another runsv`
      : `no supervisor of ${directory} can be asked`;
    warn(`${who}: looking at supervise/status ten times a second`);
  }
}

/** The service that a word means. Throws {@link CannotTell} where it means something else, or nothing. */
const serviceMeant = (word: string, found: Found, states: States): ActorPath => {
  const actor = meant(word, found);
  const root = serviceOf(actor);
  const isService = [root, `${root}/main`, `${root}/log`].includes(actor);
  if (!isService || (!states.has('gone') && identityOf(placeOf(found, root)) === undefined))
    throw new CannotTell(`there is no service ${word}`);
  return actor === root ? `${root}/main` : actor;
};

/**
 * Waits for a service to be in one of several states.
 *
 * @param timeout milliseconds; undefined: as long as it takes.
 * @returns the exit code.
 */
export const waitFor = async (found: Found, word: string, states: States, timeout?: number): Promise<number> => {
  const waiter = new Waiter(found, word, serviceMeant(word, found, states), states);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<number>((settle) => {
    if (timeout !== undefined) timer = setTimeout(() => settle(LATE), timeout);
  });
  const reached = waiter.wait();
  // Whoever has given up closes the connection, and is not interested in what that ends.
  reached.catch(() => {});
  try {
    return await Promise.race([reached.then(() => 0), late]);
  } finally {
    clearTimeout(timer);
    waiter.stop();
  }
};
