import { type BigIntStats, type Dirent, readdirSync, statSync, writeFileSync } from 'node:fs';
import { asyncScheduler, merge, Subject, tap, throttleTime } from 'rxjs';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { ScanFact, ScanInput, ScanOrder, SeenEntry } from '../machines/ports.ts';
import { tai64nText } from '../machines/rules/tai64n.ts';
import { fromBytes, toPath } from './bytes.ts';
import { watchDirectory } from './directory-watch.ts';
import { entryAt, LastLook, type Look } from './last-look.ts';
import { codeOf, type Report, type System } from './system.ts';

/** runit's scanner looks this often, in milliseconds; and until its first success every second. */
const LOOK_PAUSE = 5000;
const FIRST_LOOK_PAUSE = 1000;

/** Changes that come within this time, in milliseconds, are looked at together; the first one at once. */
const BURST = 25;

/** What identifies the directory and its list of names. */
type Identity = Pick<BigIntStats, 'dev' | 'ino' | 'mtimeNs'>;

const isSame = (one: Identity, other: Identity | undefined): boolean =>
  one.ino === other?.ino && one.mtimeNs === other.mtimeNs && one.dev === other.dev;

/** Looks at one directory, again and again, and remembers what it has complained about. */
class Scanner {
  readonly #directory: string;
  readonly #system: System;
  readonly #report: Report;
  #complaints = new Set<string>();
  /** What the directory was at the last complete look. */
  #seen: Identity | undefined;
  #last: LastLook | undefined;

  constructor(directory: string, system: System, report: Report) {
    this.#directory = directory;
    this.#system = system;
    this.#report = report;
  }

  warn(message: string, code?: string): void {
    this.#report({ program: 'runsvdir', subject: this.#directory, level: 'warning', message, code });
  }

  get hasSucceeded(): boolean {
    return this.#seen !== undefined;
  }

  /** Undefined, and a warning, where the directory cannot be looked at. */
  #identity(): Identity | undefined {
    try {
      return statSync(toPath(this.#directory), { bigint: true });
    } catch (error) {
      return void this.warn(`unable to stat ${this.#directory}`, codeOf(error));
    }
  }

  /** A complete look, or undefined where nothing changed (unless `forced`) or the directory cannot be read. */
  look(forced: boolean): Look | undefined {
    const identity = this.#identity();
    if (!identity || (!forced && isSame(identity, this.#seen))) return undefined;
    let names: Dirent<Buffer>[];
    try {
      names = readdirSync(toPath(this.#directory), { withFileTypes: true, encoding: 'buffer' });
    } catch (error) {
      const code = codeOf(error);
      const verb = code === 'ENOTDIR' ? 'change directory to' : 'open directory';
      return void this.warn(`unable to ${verb} ${this.#directory}`, code);
    }
    this.#seen = identity;
    const look = this.#lookAt(names.filter((entry) => entry.name[0] !== 0x2e && !entry.isFile()));
    this.#last = new LastLook(this.#directory, look, this.#system.now().wall);
    return look;
  }

  /** A look at a few names, of which it is known that they have changed; see {@link LastLook.with}. */
  lookAtSome(names: Iterable<string>): Look | 'same' | undefined {
    return this.#last?.with(names, this.#system.now().wall);
  }

  #lookAt(names: Dirent<Buffer>[]): Look {
    const look = { entries: [] as SeenEntry[], unknown: [] as string[], dangling: [] as string[] };
    const complaints = new Set<string>();
    for (const entry of names) {
      const name = fromBytes(entry.name);
      try {
        const found = entryAt(this.#directory, name, entry.isSymbolicLink());
        if (found) look.entries.push(found);
      } catch (error) {
        const code = codeOf(error);
        (code === 'ENOENT' ? look.dangling : look.unknown).push(name);
        complaints.add(name);
        if (!this.#complaints.has(name)) this.warn(`unable to stat ${name}`, code);
      }
    }
    this.#complaints = complaints;
    return look;
  }

  /** Debian's mark of a forced rescan: its time as a label, so that a client can wait for the file to change. */
  acknowledge(): void {
    const path = `${this.#directory}/.forced-rescan`;
    const label = tai64nText(this.#system.now().wall);
    try {
      writeFileSync(toPath(path), label, { mode: 0o644 });
    } catch (error) {
      this.warn(`failed to open./.forced-rescan${label}`, codeOf(error));
    }
  }
}

/** Adapter of the `scan` port: inotify tells at once, and runit's own periodic look is the safety net. */
export const createScan = (system: System, report: Report): CallbackActorLogic<ScanOrder, ScanInput> =>
  fromCallback<ScanOrder, ScanInput>(({ input: { directory, isWaitedFor }, sendBack, receive }) => {
    const scanner = new Scanner(directory, system, report);
    const orders = new Subject<undefined>();
    let forced = false;
    let again = true;
    /** Some names were looked at alone: the periodic look is a complete one, as there may be more than inotify tells. */
    let owed = false;
    const changed = new Set<string>();
    const tell = (look: Look): void =>
      sendBack({ type: 'scan.completed', ...look, forced, at: system.now() } satisfies ScanFact);
    /** Whether what has changed was a matter of a few names. */
    const lookAtChanged = (): boolean => {
      const found = again || forced ? undefined : scanner.lookAtSome(changed);
      if (found === undefined) return false;
      if (found !== 'same') tell(found);
      changed.clear();
      owed = true;
      return true;
    };
    const look = (periodic: boolean): void => {
      if (!periodic && lookAtChanged()) return;
      const found = scanner.look(again || forced || owed || changed.size > 0);
      if (found) {
        tell(found);
        forced = again = owed = false;
        changed.clear();
      }
      if (periodic && (isWaitedFor() || !scanner.hasSucceeded)) sendBack({ type: 'scan.ticked' } satisfies ScanFact);
    };
    receive((order) => {
      if (order.type === 'scan.acknowledge') return scanner.acknowledge();
      forced ||= order.forced;
      orders.next(undefined);
    });
    const changes = merge(watchDirectory(directory), orders).pipe(
      // Not to be skipped because the time stamp is the same: two changes may fall into one tick of the file system.
      tap((name) => {
        if (name === undefined) again = true;
        else changed.add(name);
      }),
      throttleTime(BURST, asyncScheduler, { leading: true, trailing: true }),
    );
    const subscription = changes.subscribe(() => look(false));
    // Plain timers: where nothing happens these looks are all that a supervisor does.
    const timer = setInterval(() => look(true), LOOK_PAUSE);
    const early = setInterval(() => {
      if (scanner.hasSucceeded) clearInterval(early);
      else look(true);
    }, FIRST_LOOK_PAUSE);
    look(false);
    return () => {
      subscription.unsubscribe();
      clearInterval(timer);
      clearInterval(early);
    };
  });
