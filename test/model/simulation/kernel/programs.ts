import type { Kernel } from './kernel.ts';
import { ServiceLogger } from './logger.ts';
import { killedBy, type Process } from './process.ts';
import type { Task } from './schedule.ts';

/** How a program behaves; what stands in its file is `#!sim NAME=VALUE …`. Times are in milliseconds. */
export type Behaviour = {
  /** It ends by itself after this time; 0: within its very start. Left out: it runs on. */
  readonly life?: number;
  readonly code?: number;
  /** How long it takes to obey TERM; 0: within the very signal. */
  readonly term?: number;
  /** It ignores TERM. */
  readonly stubborn?: number;
  /** Lines at a time, and the time between them: numbered, to its standard output. */
  readonly lines?: number;
  readonly every?: number;
};

const HEAD = '#!sim';

export const scriptOf = (behaviour: Behaviour): string =>
  `${HEAD} ${Object.entries(behaviour)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')}\n`;

const behaviourIn = (script: string): Behaviour =>
  Object.fromEntries([...script.matchAll(/(\w+)=(\d+)/g)].map(([, name, value]) => [name, Number(value)]));

/** Bytes that a line may need. */
const LINE_ROOM = 16;

/** A program that does as its script says. */
class Program {
  readonly #kernel: Kernel;
  readonly #process: Process;
  readonly #behaviour: Behaviour;
  readonly #planned = new Set<Task>();
  /** What it does when it goes on after a stop. */
  #held: (() => void)[] = [];

  constructor(kernel: Kernel, process: Process, behaviour: Behaviour) {
    this.#kernel = kernel;
    this.#process = process;
    this.#behaviour = behaviour;
  }

  start(): void {
    const { life, lines = 0, every = 100 } = this.#behaviour;
    if (lines > 0) this.#after(every, () => this.#say(lines, every));
    if (life === 0) this.#end();
    else if (life !== undefined) this.#after(life, () => this.#end());
  }

  #after(milliseconds: number, act: () => void): void {
    const task = this.#kernel.after(milliseconds, () => {
      this.#planned.delete(task);
      if (this.#process.state === 'stopped') this.#held.push(act);
      else if (this.#process.isAlive) act();
    });
    this.#planned.add(task);
  }

  #end(): void {
    this.#kernel.exitNormally(this.#process, this.#behaviour.code ?? 0);
  }

  /** Whole lines only, as a write to a pipe is: where one does not fit, it waits. */
  #say(lines: number, every: number): void {
    const pipe = this.#process.files.get(1)?.inode.pipe;
    if (!pipe) return;
    for (let left = lines; left > 0; left--) {
      if (pipe.room < LINE_ROOM) {
        pipe.whenTaken(() => this.#after(0.01, () => this.#say(left, every)));
        return;
      }
      pipe.put(this.#kernel.nextLine(this.#process));
    }
    this.#after(every, () => this.#say(lines, every));
  }

  get isStubborn(): boolean {
    return this.#behaviour.stubborn === 1;
  }

  signal(name: NodeJS.Signals): void {
    if (name !== 'SIGTERM' || this.isStubborn) return;
    if (this.#process.state === 'stopped') this.#held.push(() => this.signal(name));
    else if (this.#behaviour.term) this.#after(this.#behaviour.term, () => this.#end());
    else this.#kernel.exit(this.#process, killedBy('SIGTERM'));
  }

  continued(): void {
    const held = this.#held;
    this.#held = [];
    for (const act of held) if (this.#process.isAlive) act();
  }

  ended(): void {
    for (const task of this.#planned) task.act = undefined;
    this.#planned.clear();
  }
}

/** Has a process run what a file says. */
export const startProgram = (kernel: Kernel, process: Process, script: string): void => {
  const image = script.startsWith(HEAD)
    ? new Program(kernel, process, behaviourIn(script))
    : new ServiceLogger(kernel, process);
  process.image = image;
  image.start();
};
