import type { Actor, AnyActorRef } from 'xstate';
import { controlEvent } from '../../machines/rules/control-letter.ts';
import type { runsvdirMachine } from '../../machines/runsvdir.ts';
import type { ServiceStatus } from '../watch/messages.ts';
import type { Recorder } from '../watch/recorder.ts';
import type { FollowedStep, InspectionEvent, Letter, State, StatusIn, Tree } from './api.ts';
import { StepQueue } from './step-queue.ts';

type Runsvdir = Actor<typeof runsvdirMachine>;

/** What has broken the supervisor. */
type Fault = { readonly cause: unknown };

/** `web` is the service, `web/log` its log service. */
const placeOf = (name: string): readonly [directory: string, role: 'main' | 'log'] => {
  const [directory = '', role = 'main'] = name.split('/');
  return [directory, role === 'log' ? 'log' : 'main'];
};
const pathOf = (name: string): string => placeOf(name).join('/');

/** See {@link Tree}. */
export class SupervisedTree implements Tree {
  readonly #runsvdir: Runsvdir;
  readonly #recorder: Recorder;
  readonly ended: Promise<void>;
  /** Those who wait for something, and are to hear that it will not come. */
  readonly #waiting = new Set<(fault?: Fault) => void>();

  /** To be made before the actor is started. */
  constructor(runsvdir: Runsvdir, recorder: Recorder) {
    this.#runsvdir = runsvdir;
    this.#recorder = recorder;
    this.ended = new Promise((settle, reject) => {
      runsvdir.subscribe({
        complete: () => {
          this.#close();
          settle();
        },
        error: (cause) => {
          this.#close();
          reject(cause);
        },
      });
    });
    // Whoever asks hears of a fault; where nobody does, it is not Node's to end the process.
    this.#hearOfEnd();
  }

  /**
   * A runsvdir that leaves its services ends, and the kernel closes what it had open; here the process stays. XState's own
   * way to stop a child, of which its types know nothing, as only the parent is to use it.
   */
  #close(): void {
    for (const { actor } of this.#runsvdir.getSnapshot().context.services.values())
      (actor as { _stop?(): void } | undefined)?._stop?.();
  }

  #hearOfEnd(): void {
    this.ended.then(
      () => this.#tell(),
      (cause) => this.#tell({ cause }),
    );
  }

  #tell(fault?: Fault): void {
    for (const told of this.#waiting) told(fault);
    this.#waiting.clear();
  }

  services(): ServiceStatus[] {
    return this.#recorder.services.paths.flatMap((path) => this.#recorder.services.status(path) ?? []);
  }

  service(name: string): ServiceStatus | undefined {
    return this.#recorder.services.status(pathOf(name));
  }

  control(name: string, letter: Letter): void {
    const event = letter.length === 1 ? controlEvent(letter.charCodeAt(0)) : undefined;
    if (!event) throw new TypeError(`there is no letter ${letter}`);
    const actor = this.#actorOf(name);
    if (!actor) throw new Error(`there is no service ${name}`);
    actor.send(event);
  }

  #actorOf(name: string): AnyActorRef | undefined {
    const [directory, role] = placeOf(name);
    const slots = [...this.#runsvdir.getSnapshot().context.services.values()];
    return slots.find((slot) => slot.name === directory && slot.actor)?.actor?.getSnapshot().children[role];
  }

  async until<Wanted extends State>(
    name: string,
    states: Wanted | readonly Wanted[],
    signal?: AbortSignal,
  ): Promise<StatusIn<Wanted>> {
    const [path, wanted] = [pathOf(name), [states].flat() as readonly string[]];
    signal?.throwIfAborted();
    const forget: (() => void)[] = [];
    try {
      return await new Promise((settle, reject) => {
        const look = (): void => {
          const status = this.service(name);
          if (wanted.includes(status?.state ?? 'gone')) settle(status as StatusIn<Wanted>);
        };
        const abort = (): void => reject(signal!.reason);
        signal?.addEventListener('abort', abort);
        forget.push(this.#hear(path, look), () => signal?.removeEventListener('abort', abort));
        const reason = `the supervisor has ended, and ${name} has not been ${wanted.join(' or ')}`;
        forget.push(this.#atEnd((fault) => reject(fault ? fault.cause : new Error(reason))));
        look();
      });
    } finally {
      for (const each of forget) each();
    }
  }

  /** Tells of changes of a service. @returns ends it. */
  #hear(path: string, told: () => void): () => void {
    const changed = (which: string): void => {
      if (which === path) told();
    };
    return this.#recorder.journal.listen({ wantsAll: false, noted() {}, changed });
  }

  /** @returns waits for it no more. */
  #atEnd(told: (fault?: Fault) => void): () => void {
    this.#waiting.add(told);
    // It may have ended already.
    if (this.#runsvdir.getSnapshot().status !== 'active') this.#hearOfEnd();
    return () => void this.#waiting.delete(told);
  }

  steps(): AsyncIterableIterator<FollowedStep> {
    const queue = new StepQueue();
    const forget = [this.#recorder.journal.listen(queue), this.#atEnd((fault) => queue.end(fault))];
    return queue.read(() => {
      for (const each of forget) each();
    });
  }

  inspect(observer: (event: InspectionEvent) => void): () => void {
    const subscription = this.#runsvdir.system.inspect((event) => observer(event));
    return () => subscription.unsubscribe();
  }

  stop(): Promise<void> {
    this.#runsvdir.send({ type: 'runsvdir.hangup' });
    return this.ended;
  }

  leave(): Promise<void> {
    this.#runsvdir.send({ type: 'runsvdir.terminate' });
    return this.ended;
  }
}
