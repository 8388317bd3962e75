/**
 * What recording costs supervision: control letters through a runsvdir over fake ports, with and without a recorder;
 * and what it keeps in memory. `node --expose-gc test/bench/inspection.ts [LETTERS] [SERVICES]`.
 */
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
} from '../../machines/ports.ts';
import { controlEvent } from '../../machines/rules/control-letter.ts';
import { runsvMachine } from '../../machines/runsv.ts';
import { runsvdirMachine } from '../../machines/runsvdir.ts';
import { serviceMachine } from '../../machines/service.ts';
import { Recorder } from '../../runtime/watch/recorder.ts';

const ROUNDS = 15;
const [LETTERS = 20_000, SERVICES = 10] = process.argv.slice(2).map(Number);
const { warn } = console;
console.warn = (...words: unknown[]) => String(words[0]).startsWith('Custom actions') || warn(...words);

const at = () => ({ elapsed: performance.now(), wall: Date.now() * 1000 });

/** A runsvdir whose services run at once and end when they are told to; letters reach them by `tell`. */
class FakeRunsvdir {
  readonly tell: ((fact: SuperviseFact) => void)[] = [];
  readonly recorder: Recorder | undefined;
  readonly #actor: Actor<typeof runsvdirMachine>;

  constructor(isRecorded: boolean, services: number) {
    const program = fromCallback<ProgramOrder, ProgramInput>(({ input: { file }, sendBack, receive }) => {
      const send = sendBack as (fact: ProgramFact) => void;
      if (file === 'finish') return send({ type: 'program.absent', at: at() });
      send({ type: 'program.started', pid: 1, at: at() });
      receive(({ signal }) => {
        const status = { code: null, signal: 15, core: false };
        if (signal === 'SIGTERM') send({ type: 'program.exited', status, at: at() });
      });
    });
    const script = fromCallback<ScriptOrder, ScriptInput>(({ input: { letter }, sendBack }) =>
      sendBack({ type: 'script.finished', letter, suppressed: false }),
    );
    const supervise = fromCallback<SuperviseOrder, SuperviseInput>(({ sendBack, receive }) => {
      this.tell.push(sendBack);
      const main = { down: false, adoptable: undefined };
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
      this.recorder = new Recorder((cause) => {
        throw cause;
      });
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

  stop(): void {
    this.#actor.stop();
  }
}

const secondsOf = (isRecorded: boolean): number => {
  const runsvdir = new FakeRunsvdir(isRecorded, SERVICES);
  globalThis.gc?.();
  const started = process.cpuUsage();
  runsvdir.letters('hacu1', LETTERS);
  const { user, system } = process.cpuUsage(started);
  runsvdir.stop();
  return (user + system) / 1e6;
};

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;

const heap = (): number => {
  globalThis.gc!();
  return process.memoryUsage().heapUsed;
};

/** Bytes of heap for each service that recording takes; `letters` for each before it is measured. */
const bytesPerService = (services: number, letters: number): number => {
  const [without, withIt] = [false, true].map((isRecorded) => {
    const before = heap();
    const runsvdir = new FakeRunsvdir(isRecorded, services);
    runsvdir.letters('h', services * letters);
    const bytes = heap() - before;
    runsvdir.stop();
    return bytes;
  });
  return Math.round((withIt! - without!) / services);
};

secondsOf(true);
secondsOf(false);
const rounds = Array.from({ length: ROUNDS }, () => [secondsOf(false), secondsOf(true)] as const);
const without = median(rounds.map(([seconds]) => seconds));
const withIt = median(rounds.map(([, seconds]) => seconds));
const ratio = median(rounds.map(([one, other]) => other / one));
const micro = (seconds: number): string => `${((seconds / LETTERS) * 1e6).toFixed(2)} µs`;
console.log(`${LETTERS} letters, ${ROUNDS} rounds, medians of CPU time a letter`);
console.log(`  without ${micro(without)}, recorded ${micro(withIt)}: ${((ratio - 1) * 100).toFixed(1)} % more`);
if (globalThis.gc) {
  console.log(`  heap for each service that has just been started: ${bytesPerService(2000, 0)} bytes`);
  console.log(`  after 300 transitions of each: ${bytesPerService(1000, 150)} bytes`);
}
