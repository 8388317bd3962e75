import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type DecodedStatus, decodeStatus } from '../../../machines/rules/status-record.ts';
import { writeAndDrain } from './fifo.ts';
import { alive, processState } from './proc.ts';
import { until } from './until.ts';
import { heardSignals, isSignal, type View, type Whose } from './view.ts';

/** Dash and bash take the number; the recorder marks it in the file `synced`, after every signal before it. */
const SYNC_SIGNAL = 64;
const RELEASE_SIGNAL = 62;

/** A service directory (or a `log` directory) and what runsv keeps in it. */
export class Service {
  readonly directory: string;
  /** Its name within the sandbox. */
  readonly name: string;

  constructor(directory: string, name: string) {
    this.directory = directory;
    this.name = name;
  }

  get log(): Service {
    return new Service(join(this.directory, 'log'), `${this.name}/log`);
  }

  path(...parts: string[]): string {
    return join(this.directory, ...parts);
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'latin1');
  }

  exists(path: string): boolean {
    return existsSync(this.path(path));
  }

  /** What the fixtures wrote down, in order. */
  events(): string[] {
    return this.exists('events') ? this.read('events').split('\n').slice(0, -1) : [];
  }

  stat(): string {
    return this.read('supervise/stat').trimEnd();
  }

  statusBytes(): Buffer {
    return readFileSync(this.path('supervise/status'));
  }

  status(): DecodedStatus {
    const status = decodeStatus(this.statusBytes());
    if (status === undefined) throw new Error('status has not 20 bytes');
    return status;
  }

  /** Whose pid it is, by the files that the fixtures write. */
  whose(pid: number): Whose {
    if (pid === 0) return 'none';
    const written = (name: string): boolean => this.exists(name) && Number(this.read(name)) === pid;
    if (written('run.pid')) return 'run';
    return written('finish.pid') ? 'finish' : 'other';
  }

  view(): View {
    const { since: _, pid, ...status } = this.status();
    return {
      stat: this.stat(),
      pid: this.whose(Number(this.read('supervise/pid'))),
      status: { ...status, pid: this.whose(pid) },
      events: this.events().filter((event) => !isSignal(event)),
      signals: heardSignals(this.events()),
    };
  }

  /** The time stamp, to be compared with itself only; and which file it is, as every update makes a new one. */
  stamp(): { since: number; inode: number } {
    return { since: this.status().since, inode: statSync(this.path('supervise/status')).ino };
  }

  /** Whether the process of the status is a recorder that has set its traps and told so. */
  recording(): boolean {
    const who = this.whose(this.status().pid);
    return (who === 'run' || who === 'finish') && this.listens(who);
  }

  /** Whether the latest recorder of that name lives and has set its traps. */
  listens(who: 'run' | 'finish'): boolean {
    if (!this.exists(`${who}.ready`)) return false;
    const pid = this.pidOf(who);
    return alive(pid) && Number(this.read(`${who}.ready`)) === pid;
  }

  /** Waits until `run` or `finish` runs, listens, and the status says so. */
  async started(who: 'run' | 'finish'): Promise<void> {
    await until(`${this.name}/${who} runs`, () => this.whose(this.status().pid) === who && this.recording(), {
      seen: () => [this.stat(), this.events()],
    });
  }

  /** Waits until the service's fixtures have written so many of a line. */
  async until(event: string, count = 1): Promise<void> {
    await until(`${this.name} tells "${event}" ${count} times`, () => this.count(event) >= count, {
      seen: () => [this.stat(), this.events()],
    });
  }

  count(event: string): number {
    return this.events().filter((line) => line === event).length;
  }

  /** Waits until `stat` has this text, and `status`, which is written after it, says the same. */
  async untilStat(wanted: string): Promise<void> {
    const agrees = ({ state, paused, gotTerm }: DecodedStatus): boolean =>
      wanted.startsWith(`${state}`) && paused === wanted.includes('paused') && gotTerm === wanted.includes('got TERM');
    await until(`stat of ${this.name} is "${wanted}"`, () => this.stat() === wanted && agrees(this.status()), {
      seen: () => [this.stat(), this.events()],
    });
  }

  /** Writes bytes to the control FIFO and waits until runsv has acted on all of them. */
  async write(letters: string | Uint8Array): Promise<void> {
    await writeAndDrain(this.path('supervise/control'), letters);
    // Taken is not acted upon yet. A byte that means nothing is taken only after the one before it was dealt with.
    await writeAndDrain(this.path('supervise/control'), 'z').catch(() => undefined);
  }

  /** Pid that a fixture wrote. */
  pidOf(who: 'run' | 'finish'): number {
    return Number(this.read(`${who}.pid`));
  }

  /** Waits until a fixture has written down every signal that was sent to it before. A stopped one never will. */
  async heard(who: 'run' | 'finish' = 'run'): Promise<void> {
    const pid = this.pidOf(who);
    // Twice: signals that become pending while the first mark is being made are seen before the second.
    for (const _ of [1, 2]) {
      const before = this.#marks();
      await until(`${this.name}/${who} has heard its signals`, () => {
        if (this.#marks() > before || !alive(pid) || processState(pid) === 'T') return true;
        process.kill(pid, SYNC_SIGNAL);
        return undefined;
      });
    }
  }

  #marks(): number {
    return this.exists('synced') ? statSync(this.path('synced')).size : 0;
  }

  /** Tells a fixture to end by itself, with exit code 0. */
  release(who: 'run' | 'finish'): void {
    process.kill(this.pidOf(who), RELEASE_SIGNAL);
  }
}
