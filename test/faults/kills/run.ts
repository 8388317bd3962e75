import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { wrongIn } from './logged.ts';
import { type Numbered, populate } from './population.ts';
import { type Mood, Storm, send } from './storm.ts';
import { type Death, Supervisor, someDeath } from './supervisor.ts';

/** What was asked for. */
export type Plan = {
  readonly root: string;
  readonly kills: number;
  readonly services: number;
  readonly mood: Mood;
  readonly random: () => number;
  /** strace is there to kill at system calls. */
  readonly canTrace: boolean;
  readonly say?: (text: string) => void;
  /** Nobody waits for more kills. */
  readonly isOver?: () => boolean;
};

/** What came of it. */
export type Report = {
  kills: number;
  byKind: Record<string, number>;
  letters: number;
  adoptions: number;
  lines: number;
  duplicates: number;
  lost: number;
  repeated: number;
  notAsWanted: number;
  /** Milliseconds until all were as wanted again, from the start of the next supervisor. */
  recoveries: number[];
  /** The first of each thing that was wrong, in words. */
  complaints: string[];
};

/** Milliseconds that services get to be as wanted again. */
const RECOVERY = 60_000;
const LOOK = 20;

const until = async (holds: () => boolean, deadline: number): Promise<boolean> => {
  for (const end = performance.now() + deadline; performance.now() < end; await pause(LOOK))
    try {
      if (holds()) return true;
    } catch {
      // Files that are just being made.
    }
  return false;
};

/** Whether somebody listens to each service: its directory has been taken over. */
const isListening = (service: Numbered): boolean => send(service, 'c');

/** Processes that work in a service's directory, `finish` and control scripts aside. */
const copiesOf = (service: Numbered): number =>
  readdirSync('/proc').filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        readlinkSync(`/proc/${pid}/cwd`) === service.home &&
        readlinkSync(`/proc/${pid}/exe`).includes('perl')
      );
    } catch {
      return false;
    }
  }).length;

/** One run: its services, the supervisor of the moment, and what has been seen so far. */
class Run {
  readonly #plan: Plan;
  readonly #directory: string;
  readonly #services: readonly Numbered[];
  readonly #storm: Storm;
  #supervisor: Supervisor;
  readonly report: Report = {
    ...{
      kills: 0,
      byKind: {},
      letters: 0,
      adoptions: 0,
      lines: 0,
      duplicates: 0,
      lost: 0,
      repeated: 0,
      notAsWanted: 0,
    },
    ...{ recoveries: [], complaints: [] },
  };

  constructor(plan: Plan) {
    this.#plan = plan;
    const { directory, services } = populate(plan.root, plan.services, plan.mood);
    this.#directory = directory;
    this.#services = services;
    this.#storm = new Storm(services, plan.random, plan.mood);
    this.#supervisor = new Supervisor(directory);
  }

  readonly #isWell = (service: Numbered): boolean =>
    isListening(service) && service.isAsWanted && this.#storm.isTrue(service);

  /** Waits until all services are as wanted. `after`: what went before, for the complaint. */
  async recover(after: string): Promise<void> {
    const began = performance.now();
    if (await until(() => this.#services.every(this.#isWell), RECOVERY)) {
      this.report.recoveries.push(performance.now() - began);
      return;
    }
    for (const service of this.#services.filter((one) => !this.#isWell(one))) {
      this.report.notAsWanted += 1;
      this.#complain(`${service.name} is not as wanted after ${after}: ${this.#tell(service)}`);
    }
  }

  /** All that may be wrong with it. */
  #tell(service: Numbered): string {
    const [listens, isAsWanted, isTrue] = [isListening(service), service.isAsWanted, this.#storm.isTrue(service)];
    const said = this.#supervisor.said.split('\n').filter((line) => line.includes(`/${service.name}`));
    return JSON.stringify({ ...service.said, listens, isAsWanted, isTrue, said: said.slice(-5) });
  }

  #complain(text: string): void {
    this.report.complaints.push(text);
  }

  /** Has the supervisor die in a storm, puts another one in its place, and looks what has become of the services. */
  async killOnce(): Promise<void> {
    const { random, canTrace, say } = this.#plan;
    const death = someDeath(random, canTrace);
    const pids = this.#services.map(({ pid }) => pid);
    this.#storm.begin();
    if (death.type === 'start') await this.#replace({ type: 'moment', after: random() * 200 }, death);
    await this.#replace(death);
    this.#storm.end();
    await this.recover(JSON.stringify(death));
    this.report.adoptions += this.#services.filter(({ pid }, index) => pid !== 0 && pid === pids[index]).length;
    for (const service of this.#services)
      if (copiesOf(service) > 1) this.#complain(`two of ${service.name} after ${JSON.stringify(death)}`);
    say?.(
      `${this.report.kills} kills, ${this.report.adoptions} adoptions, ${this.report.complaints.length} complaints`,
    );
  }

  async #replace(death: Death, next?: Death): Promise<void> {
    await this.#supervisor.die(death);
    this.report.kills += 1;
    this.report.byKind[death.type] = (this.report.byKind[death.type] ?? 0) + 1;
    this.#supervisor = new Supervisor(this.#directory, next);
  }

  /** Ends everything, and reads the logs. */
  async end(): Promise<void> {
    for (const letter of ['c', 'k']) for (const service of this.#services) send(service, letter);
    await this.#supervisor.hangUp();
    this.report.letters = this.#storm.letters;
    for (const service of this.#services) this.#readLogs(service);
  }

  #readLogs(service: Numbered): void {
    const { lost, repeated, lines, first } = wrongIn(service);
    this.report.lines += lines;
    this.report.lost += lost;
    this.report.repeated += repeated;
    this.report.duplicates += service.copies;
    if (first !== undefined) this.#complain(`${service.name}: ${first}`);
    if (service.copies > 0) this.#complain(`${service.name} was started twice, ${service.copies} times`);
  }
}

/** Complaints with which a run is given up. */
const ENOUGH = 20;

/** Kills supervisors of services that number their lines, again and again, in a storm of letters. */
export const killAgainAndAgain = async (plan: Plan): Promise<Report> => {
  const run = new Run(plan);
  await run.recover('the first start');
  while (run.report.kills < plan.kills && run.report.complaints.length < ENOUGH && !plan.isOver?.())
    await run.killOnce();
  await run.end();
  return run.report;
};
