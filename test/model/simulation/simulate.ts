import type { Product } from './product.ts';
import { checkAtRest, RECOVERY, REST, serviceActor } from './rest.ts';
import type { Service, Story } from './story.ts';
import { World } from './world.ts';

/** How a story ended. */
export type Outcome = {
  /** What must not be; undefined: nothing. */
  readonly violation: string | undefined;
  readonly steps: number;
  readonly calls: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Sums up everything that happened. */
  readonly digest: string;
  /** The last things that happened. */
  readonly trace: string;
};

const MOST_LOOKS = 20;
const LOOK_PAUSE = 7;
const HEARD = 100;
/** Milliseconds in which what is killed is gone. */
const SOON = 1500;

/** Plays a story to its end, or to the first thing that must not be. */
class Play {
  readonly #world: World;
  readonly #story: Story;

  constructor(story: Story, product: Product) {
    this.#story = story;
    this.#world = new World(story, product);
  }

  get #hasFailed(): boolean {
    return this.#world.invariants.violation !== undefined;
  }

  #must(what: string, wrong: string | undefined | false): void {
    if (wrong) this.#world.invariants.fail(`${what}: ${wrong}`);
  }

  #run(milliseconds: number): void {
    if (!this.#hasFailed) this.#world.run(milliseconds);
  }

  perform(): Outcome {
    for (const { after, ...deed } of this.#story.actions) {
      this.#run(after);
      if (this.#hasFailed) break;
      this.#world.do(deed);
    }
    if (!this.#hasFailed) this.#calm();
    const { invariants, kernel } = this.#world;
    return {
      violation: invariants.violation,
      steps: kernel.steps,
      calls: kernel.calls,
      faults: kernel.faults.counts,
      digest: kernel.trace.digest,
      trace: kernel.trace.text(400),
    };
  }

  /** Faults cease: everything comes to rest, and does what it is told. */
  #calm(): void {
    const world = this.#world;
    // What was done last is heard.
    this.#run(HEARD);
    world.cease();
    this.#run(RECOVERY);
    this.#must('at rest', this.#unrest());
    this.#must('at rest', this.#wants());
    this.#order('u', 'uc');
    this.#run(REST);
    this.#must('told to be up', this.#each((service) => this.#isUp(service)) ?? this.#unrest());
    this.#stop();
    this.#must('told to be down', this.#each((service) => this.#isDown(service)) ?? this.#unrest());
    this.#must('told to be down', this.#logs());
    this.#order('u');
    this.#run(REST);
    this.#must('told to be up again', this.#each((service) => this.#isUp(service)) ?? this.#unrest());
    this.#hangUp();
  }

  /** What is not as it should be at rest; what is just being dealt with gets a moment. */
  #unrest(): string | undefined {
    let wrong: string | undefined;
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      wrong = this.#hasFailed ? undefined : checkAtRest(this.#world);
      if (wrong === undefined) return undefined;
      this.#run(LOOK_PAUSE);
    }
    return wrong;
  }

  /** Those that ignore TERM are killed. */
  #stop(): void {
    this.#order('d');
    this.#run(REST);
    this.#must(
      'told to be down',
      this.#each((service) => (this.#world.isStubborn(service) ? undefined : this.#isDown(service))),
    );
    this.#order('k');
    this.#run(SOON);
  }

  #each(look: (service: Service) => string | undefined): string | undefined {
    if (this.#hasFailed) return undefined;
    for (const service of this.#world.present) {
      const wrong = look(service);
      if (wrong) return `${this.#world.pathOf(service)} ${wrong}`;
    }
    return undefined;
  }

  #order(letters: string, toLog = ''): void {
    if (this.#hasFailed) return;
    for (const service of this.#world.present) {
      const path = this.#world.pathOf(service);
      this.#must('orders', !this.#world.machine.send(`${path}/supervise/control`, letters) && `${path} is deaf`);
      if (service.log && toLog) this.#world.machine.send(`${path}/log/supervise/control`, toLog);
    }
    if (letters === 'u') this.#world.noteStarts();
  }

  /** What is wanted is what comes about, without being told again. */
  #wants(): string | undefined {
    return this.#each((service) => {
      const want = serviceActor(this.#world, service, 'main')?.context.want;
      return want === 'up' ? this.#isUp(service) : undefined;
    });
  }

  #isUp(service: Service): string | undefined {
    const directory = this.#world.directoryOf(service)!;
    if (this.#world.invariants.programsIn(directory).length > 0) return undefined;
    return this.#world.hasStartedSince(directory) ? undefined : 'is wanted up and does not run';
  }

  #isDown(service: Service): string | undefined {
    const programs = this.#world.invariants.programsIn(this.#world.directoryOf(service)!);
    return programs.length === 0 ? undefined : `is wanted down and has process ${programs[0]!.pid}`;
  }

  #logs(): string | undefined {
    return this.#each((service) => this.#world.bookOf(service)?.checkAtRest());
  }

  /** runsvdir told to end its services: nothing is left of them. */
  #hangUp(): void {
    const world = this.#world;
    if (this.#hasFailed) return;
    this.#stop();
    world.pause = undefined;
    if (this.#hasFailed) return;
    world.kernel.kill(world.supervisor.process.pid, 'SIGHUP', world.kernel.init);
    this.#run(REST);
    if (this.#hasFailed) return;
    this.#must('hung up', world.supervisor.isAlive && 'the supervisor has not ended');
    this.#must('hung up', this.#each((service) => this.#isDown(service)) ?? this.#logs());
  }
}

export const simulate = (story: Story, product: Product): Outcome => new Play(story, product).perform();
