import { type Actor, createActor, fromCallback } from 'xstate';
import type {
  ProgramFact,
  ProgramInput,
  ProgramOrder,
  ScanFact,
  ScanInput,
  ScanOrder,
  ScriptInput,
  ScriptOrder,
  SuperviseFact,
  SuperviseInput,
  SuperviseOrder,
} from '../../../../machines/ports.ts';
import { controlEvent } from '../../../../machines/rules/control-letter.ts';
import { runsvMachine } from '../../../../machines/runsv.ts';
import { runsvdirMachine } from '../../../../machines/runsvdir.ts';
import { serviceMachine } from '../../../../machines/service.ts';
import { Recorder } from '../../../../runtime/watch/recorder.ts';

// XState's development build says so of every actor made in an action: here that is meant.
const { warn } = console;
console.warn = (...words: unknown[]) => String(words[0]).startsWith('Custom actions') || warn(...words);

const at = () => ({ elapsed: performance.now(), wall: Date.now() * 1000 });

/** How services are. */
type Nature = {
  /** `finish` ends by itself, which here is: there is none. */
  readonly finishes?: boolean;
  /** TERM ends them. */
  readonly obeys?: boolean;
  /** They have a file `down`. */
  readonly isDown?: boolean;
};

/** A runsvdir whose services run at once and end when they are told to; letters reach them by `tell`. */
export class FakeRunsvdir {
  /** How to end each program that was started, by itself. */
  readonly #exits: ((code: number) => void)[] = [];
  readonly tell: ((fact: SuperviseFact) => void)[] = [];
  readonly recorder: Recorder | undefined;
  readonly #actor: Actor<typeof runsvdirMachine>;

  constructor(
    isRecorded: boolean,
    services: number,
    failed: (cause: unknown) => void = (cause: unknown) => {
      throw cause;
    },
    { finishes = true, obeys = true, isDown = false }: Nature = {},
  ) {
    const program = fromCallback<ProgramOrder, ProgramInput>(({ input: { file }, sendBack, receive }) => {
      const send = sendBack as (fact: ProgramFact) => void;
      if (file === 'finish' && finishes) return send({ type: 'program.absent', at: at() });
      send({ type: 'program.started', pid: 1, at: at() });
      const end = (code: number | null, signal: number | null) =>
        send({ type: 'program.exited', status: { code, signal, core: false }, at: at() });
      this.#exits.push((code) => end(code, null));
      receive(({ signal }) => {
        if (signal === 'SIGKILL') end(null, 9);
        if (signal === 'SIGTERM' && obeys) end(null, 15);
      });
    });
    const script = fromCallback<ScriptOrder, ScriptInput>(({ input: { letter }, sendBack }) =>
      sendBack({ type: 'script.finished', letter, suppressed: false }),
    );
    const supervise = fromCallback<SuperviseOrder, SuperviseInput>(({ sendBack, receive }) => {
      this.tell.push(sendBack);
      const main = { down: isDown, adoptable: undefined };
      receive(({ type }) => {
        if (type === 'supervise.open') sendBack({ type: 'supervise.opened', main, log: undefined, at: at() });
        if (type === 'supervise.announce') sendBack({ type: 'supervise.announced' });
      });
    });
    const scan = fromCallback<ScanOrder, ScanInput>(({ sendBack }) => {
      const entries = Array.from({ length: services }, (_, index) => ({
        ...{ name: `s${index}`, dev: 1n, ino: BigInt(index), link: true, changed: 0 },
      }));
      sendBack({ type: 'scan.completed', entries, unknown: [], dangling: [], forced: false, at: at() } as ScanFact);
    });
    const runsv = runsvMachine.provide({
      actors: { supervise, service: serviceMachine.provide({ actors: { program, script } }) },
    });
    const machine = runsvdirMachine.provide({ actors: { scan, runsv } });
    this.#actor = createActor(machine, { input: { directory: '/d', session: false } });
    if (isRecorded) {
      this.recorder = new Recorder(failed);
      this.recorder.inspect(this.#actor);
    }
    this.#actor.start();
  }

  letters(text: string, count: number): void {
    for (let index = 0; index < count; index++)
      this.tell[index % this.tell.length]!({
        type: 'supervise.control',
        role: 'main',
        order: controlEvent(text.charCodeAt(index % text.length))!,
      });
  }

  /** Ends a program, counted as they were started. */
  exits(index: number, code: number): void {
    this.#exits[index]!(code);
  }

  /** First word of the state that a service is in. */
  stateOf(key: string): string {
    const { main } = this.#actor.getSnapshot().context.services.get(key)!.actor!.getSnapshot().children;
    const { value } = main!.getSnapshot();
    return typeof value === 'string' ? value : Object.keys(value)[0]!;
  }

  stop(): void {
    this.#actor.stop();
  }
}
