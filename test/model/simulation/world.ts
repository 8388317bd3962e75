import type { Diagnostic } from '../../../adapters/system.ts';
import { Invariants } from './invariants.ts';
import type { Inode } from './kernel/inode.ts';
import { Kernel } from './kernel/kernel.ts';
import { killedBy, type Process } from './kernel/process.ts';
import { LogBook } from './log-book.ts';
import { Machine, SERVICES } from './machine.ts';
import type { Product } from './product.ts';
import type { Deed, Service, Story } from './story.ts';
import { Supervisor } from './supervisor.ts';

/** Milliseconds, at most, between two of them, and that one lives for. */
const STRANGER_PAUSE = 80;
const STRANGER_LIFE = 1500;
const DEFAULT_PAUSE = 200;
/** Milliseconds for which a service that was told to exit may be called back. */
const CALL_BACK = 5000;
const LETTERS_A_PIPE = 4096;

/** A simulated machine with its services and its supervisor, as a story finds it. */
export class World {
  readonly kernel: Kernel;
  readonly machine: Machine;
  readonly invariants: Invariants;
  /** By the directory of the log service. */
  readonly books = new Map<Inode, LogBook>();
  readonly services: Service[];
  readonly said: string[] = [];
  readonly #product: Product;
  /** Starts of each service by an earlier moment. */
  #noted = new Map<Inode, number>();
  supervisor: Supervisor;
  /** Milliseconds after which a supervisor that has ended is started again; undefined: it is not. */
  pause: number | undefined = DEFAULT_PAUSE;

  constructor(story: Story, product: Product) {
    this.#product = product;
    this.services = [...story.services];
    this.kernel = new Kernel(story.seed);
    this.machine = new Machine(this.kernel);
    this.invariants = new Invariants(this.kernel, this.books);
    this.kernel.watch = this.invariants;
    this.invariants.supervisorEnded = () => this.#startAgain();
    this.kernel.nextLine = (process) => this.#nextLine(process);
    this.#bringStrangers();
    for (const service of this.services) this.#install(service);
    this.supervisor = this.#start();
  }

  pathOf({ name }: Service): string {
    return `${SERVICES}/${name}`;
  }

  directoryOf(service: Service): Inode | undefined {
    return this.machine.find(this.pathOf(service));
  }

  bookOf(service: Service): LogBook | undefined {
    const log = this.machine.find(`${this.pathOf(service)}/log`);
    return log && this.books.get(log);
  }

  #install(service: Service): void {
    this.machine.install(service);
    const log = this.machine.find(`${this.pathOf(service)}/log`);
    if (log) this.books.set(log, new LogBook(log));
  }

  #nextLine({ purpose, files }: Process): Buffer {
    const log = purpose.type === 'program' ? purpose.directory.entries.get('log') : undefined;
    const pipe = files.get(1)!.inode.pipe!;
    return (log && this.books.get(log)?.line(pipe)) ?? Buffer.from('of no log\n');
  }

  #start(): Supervisor {
    return new Supervisor(this.kernel, this.#product, {
      said: (diagnostic) => this.#said(diagnostic),
      faulted: (cause) => this.invariants.fail(`a fault has reached the event loop: ${reasonOf(cause)}`),
    });
  }

  #said({ program, subject, level, message, code, cause }: Diagnostic): void {
    const text = `${program} ${subject ?? ''}: ${level}: ${message}${code === undefined ? '' : ` (${code})`}`;
    this.kernel.trace.add(this.kernel.elapsed, 'says', text);
    if (this.said.length < 1000) this.said.push(text);
    // What the kernel refused may end a logger, as a crash would: it is begun anew, and loses nothing.
    if (cause !== undefined && !isRefusal(cause)) this.invariants.fail(`a fault: ${text}: ${reasonOf(cause)}`);
  }

  /** Sees to a supervisor where there is none. */
  ensureSupervisor(): void {
    if (!this.supervisor.isAlive) this.supervisor = this.#start();
  }

  /** Services whose directory is there. */
  get present(): Service[] {
    return this.services.filter((service) => this.directoryOf(service));
  }

  /** How many programs of services there are that an earlier supervisor has started. */
  get foreign(): number {
    return this.present
      .flatMap((service) => [this.directoryOf(service), this.machine.find(`${this.pathOf(service)}/log`)])
      .flatMap((directory) => (directory ? this.invariants.programsIn(directory) : []))
      .filter(({ parent }) => parent === this.kernel.init).length;
  }

  /** Nothing goes wrong any more. */
  cease(): void {
    this.kernel.faults.clear();
    this.kernel.freeBlocks = Number.POSITIVE_INFINITY;
    this.kernel.killAtCall(-1);
    this.pause = DEFAULT_PAUSE;
    this.#endWhatLingers();
    this.ensureSupervisor();
    this.noteStarts();
  }

  /** A service that ignores TERM keeps its supervisor waiting where that is to end, and its runsv where its directory is gone. */
  #endWhatLingers(): void {
    const runsvdir = this.supervisor.runsvdir?.getSnapshot();
    const isLeaving = runsvdir?.matches('leaving') || runsvdir?.matches('lastLook');
    if (this.supervisor.isAlive && (isLeaving || this.#isOneCalledBack))
      this.kernel.exit(this.supervisor.process, killedBy('SIGKILL'));
    for (const process of [...this.kernel.processes.values()])
      if (process.isAlive && process.purpose.type === 'program' && this.#isLeaving(process.purpose.directory))
        this.kernel.exit(process, killedBy('SIGKILL'));
  }

  /** A letter may call back a runsv whose directory has been removed, as under runit: nobody can send it another one. */
  get #isOneCalledBack(): boolean {
    return [...(this.supervisor.runsvdir?.getSnapshot().context.services.values() ?? [])].some(({ removed, actor }) => {
      const main = actor?.getSnapshot().children.main?.getSnapshot();
      return removed && main !== undefined && main.context.want !== 'exit';
    });
  }

  /** The directory is gone, or its runsv has been told to go: that was opened by a name which is another one's by now. */
  #isLeaving(directory: Inode): boolean {
    if (!directory.parent) return true;
    const slots = this.supervisor.runsvdir?.getSnapshot().context.services.values() ?? [];
    return [...slots].some(({ removed, name }) => removed && directory.path === `${SERVICES}/${name}`);
  }

  /** Processes that come and go, and get the pids that others have had. */
  #bringStrangers(): void {
    this.kernel.after(STRANGER_PAUSE * this.kernel.random.next(), () => {
      const stranger = this.kernel.createProcess(this.kernel.init, this.kernel.root, { type: 'stranger' });
      this.kernel.after(STRANGER_LIFE * this.kernel.random.next(), () => this.kernel.exitNormally(stranger, 0));
      this.#bringStrangers();
    });
  }

  /** Whether what runs of a service takes no TERM; its file may say otherwise by now. */
  isStubborn(service: Service): boolean {
    const directory = this.directoryOf(service);
    const programs = directory ? this.invariants.programsIn(directory) : [];
    return programs.some(({ image }) => image?.isStubborn);
  }

  noteStarts(): void {
    this.#noted = new Map(this.invariants.starts);
  }

  hasStartedSince(directory: Inode): boolean {
    return (this.invariants.starts.get(directory) ?? 0) > (this.#noted.get(directory) ?? 0);
  }

  run(milliseconds: number): void {
    this.kernel.runUntil(this.kernel.elapsed + milliseconds, () => {
      this.invariants.queue(this.supervisor.loop.length);
      return this.invariants.violation !== undefined;
    });
  }

  do(deed: Deed): void {
    this.kernel.faults.count(deed.type);
    DEEDS[deed.type](this, deed as never);
  }

  #startAgain(): void {
    if (this.pause !== undefined) this.kernel.after(this.pause, () => this.ensureSupervisor());
  }

  replace(number: number, isReplaced: boolean): void {
    const service = this.services[number % this.services.length]!;
    this.machine.remove(this.pathOf(service));
    if (isReplaced) this.#install(service);
  }
}

/** An error of the system's, as opposed to one of the program's own. */
const isRefusal = (cause: unknown): boolean => cause instanceof Error && 'syscall' in cause;

const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? (cause.stack ?? cause.message) : JSON.stringify(cause);

type Doing<Type extends Deed['type']> = (world: World, deed: Extract<Deed, { type: Type }>) => void;

const serviceAt = ({ services }: World, number: number): Service => services[number % services.length]!;

const DEEDS: { readonly [Type in Deed['type']]: Doing<Type> } = {
  wait() {},
  letters(world, { service, role, letters }) {
    const path = world.pathOf(serviceAt(world, service));
    const directory = world.machine.find(path);
    if (directory && letters.includes('x'))
      world.invariants.calledBack.set(directory, world.kernel.elapsed + CALL_BACK);
    const control = `${path}/${role === 'log' ? 'log/' : ''}supervise/control`;
    const pipe = world.machine.find(control)?.pipe;
    if (pipe) pipe.capacity = LETTERS_A_PIPE;
    world.machine.send(control, letters);
  },
  kill(world, { calls, from, pause }) {
    world.pause = pause;
    world.kernel.killAtCall(calls, from);
  },
  signal(world, { signal, pause }) {
    world.pause = pause;
    if (world.supervisor.isAlive) world.kernel.kill(world.supervisor.process.pid, signal, world.kernel.init);
  },
  shoot(world, { service, signal }) {
    const directory = world.directoryOf(serviceAt(world, service));
    const programs = directory ? world.invariants.programsIn(directory) : [];
    // Not a `finish`: that one has to end by itself, as under runit.
    for (const { pid, purpose } of programs)
      if (purpose.type === 'program' && purpose.file === 'run') world.kernel.kill(pid, signal, world.kernel.init);
  },
  fault({ kernel }, { kind, code, odds, span }) {
    kernel.faults.set(kind, odds, code);
    kernel.after(span, () => kernel.faults.set(kind, 0, code));
  },
  disk({ kernel }, { blocks, span }) {
    kernel.freeBlocks = blocks;
    kernel.after(span, () => {
      kernel.freeBlocks = Number.POSITIVE_INFINITY;
    });
  },
  clock({ kernel }, { by }) {
    kernel.wallOffset += by;
  },
  remove(world, { service, replaced }) {
    world.replace(service, replaced);
  },
  script(world, { service, run }) {
    const path = world.pathOf(serviceAt(world, service));
    if (world.machine.find(path)) world.machine.script(`${path}/run`, run);
  },
};
