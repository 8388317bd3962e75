import { closeSync } from 'node:fs';
import { type AnyActor, type CallbackActorLogic, fromCallback } from 'xstate';
import type { SourceFact, SourceInput, SourceOrder } from '../machines/log-ports.ts';
import type { Batch } from '../machines/rules/svlog/batch.ts';
import type { Ledger } from './log-ledger.ts';
import { guarded, type LogSupplies } from './log-place.ts';
import { CHUNK } from './log-pump.ts';
import { FIRST, type Spool } from './log-spool.ts';
import type { PipeKeeper } from './pipe-keeper.ts';
import type { Pipes, Readiness } from './system.ts';
import type { Turns } from './turns.ts';

const NEWLINE = 10;
/** Milliseconds before what the system refused is tried again, as for the log itself. */
const PAUSE = 3000;

/** Holds a logger as SIGSTOP would: nothing is read until it is let go. */
export class Brake {
  #isOn = false;
  /** What is to be done then. */
  released: () => void = () => {};

  get isOn(): boolean {
    return this.#isOn;
  }

  set(isOn: boolean): void {
    this.#isOn = isOn;
    if (!isOn) this.released();
  }
}

/** What a source needs that takes its input over a spool. */
export type FeedSupplies = {
  readonly logs: LogSupplies;
  readonly spool: Spool;
  readonly ledger: Ledger;
  /** The pipe's reading end, not blocking; the source closes it. */
  readonly fifo: number;
  readonly pipes: Pipes;
  /** Keeps the pipe where this program does not live to do it; left out: it needs no keeping. */
  readonly keeper?: Pick<PipeKeeper, 'keep' | 'release'> | undefined;
  readonly turns: Turns;
  readonly brake: Brake;
  /** Batches that loggers share: one is held only while it is being taken. */
  readonly batches: { take(): Batch; give(batch: Batch): void };
  /** An exception outside of any call of the machine's. */
  readonly fault: (cause: unknown) => void;
};

/**
 * The input of a hosted logger: moved from the pipe to the spool, read from there, and taken for good when every
 * directory has it. Nothing of it is kept in memory meanwhile, neither by us nor in the pipe's reader: killed at any
 * moment, a successor goes on from the very byte.
 */
class Feed {
  readonly #logs: LogSupplies;
  readonly #feed: FeedSupplies;
  readonly #ended: () => void;
  readonly #readiness: Readiness;
  #state: 'idle' | 'reading' | 'finishing' | 'ended' | 'closed' = 'idle';
  /** Where what has not been taken begins: the unfinished line. */
  #tail = 0;
  /** How far that has been looked at. */
  #seen = 0;
  #within = false;
  /** When the unfinished line began. */
  #wall = 0;
  #isQueued = false;
  #isLarge = false;
  #batch: Batch | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(feed: FeedSupplies, ended: () => void) {
    this.#logs = feed.logs;
    this.#feed = feed;
    this.#ended = ended;
    this.#readiness = feed.pipes.watch(feed.fifo, () => this.#schedule());
    feed.keeper?.keep(feed.fifo);
    const { at, within } = feed.logs.pump.next;
    this.#tail = this.#seen = at;
    this.#within = within;
    feed.brake.released = () => this.#schedule();
    feed.logs.pump.idle = () => (this.#state === 'finishing' ? this.#finished() : this.#schedule());
  }

  read(): void {
    if (this.#state === 'ended' || this.#state === 'finishing') return;
    if (this.#state === 'idle') this.#feed.ledger.forgetOthers();
    this.#state = 'reading';
    this.#schedule();
  }

  /** Goes on in a turn of its own: other loggers, and everybody else, have theirs in between. */
  #schedule(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    this.#feed.turns(() => {
      this.#isQueued = false;
      try {
        if (this.#state === 'reading' && !this.#logs.pump.isBusy && !this.#feed.brake.isOn) this.#step();
      } catch (cause) {
        this.#feed.fault(cause);
      }
    });
  }

  /** One chunk: what is left in the spool, or what the pipe has. */
  #step(): void {
    const { spool, pipes, fifo } = this.#feed;
    const moved = this.#seen < spool.end || spool.fill(pipes, fifo, CHUNK);
    if (moved === 'EAGAIN' || moved === 'EINTR') this.#readiness.arm();
    else if (typeof moved === 'string') this.#pause(moved);
    else if (moved === 0) this.#end();
    else {
      if (moved === CHUNK) this.#enlarge();
      this.#offer();
    }
  }

  /** The pipe was full: its writer is faster than we come to look. */
  #enlarge(): void {
    if (!this.#isLarge) this.#feed.pipes.enlarge(this.#feed.fifo);
    this.#isLarge = true;
  }

  #pause(code: string): void {
    this.#logs.say({ level: 'pausing', message: 'unable to write to spool', subject: undefined, code });
    this.#timer = setTimeout(() => this.#schedule(), PAUSE);
  }

  /** Offers the next chunk to the directories, the unfinished line before it in one piece with it. */
  #offer(): void {
    const { spool, batches } = this.#feed;
    const { pump } = this.#logs;
    const batch = batches.take();
    this.#batch = pump.batch = batch;
    const kept = this.#seen - this.#tail;
    const count = Math.min(spool.end - this.#seen, CHUNK);
    const room = batch.refill(kept, this.#within, this.#wall).subarray(0, kept + count);
    spool.read(room, this.#tail);
    pump.origin = this.#tail - (batch.length - kept);
    this.#seen += count;
    if (pump.feed(count, () => this.#taken(batch))) this.#taken(batch);
  }

  /** Every directory has the batch. */
  #taken(batch: Batch): void {
    const { ledger } = this.#feed;
    const { pump } = this.#logs;
    if (this.#state === 'closed') return;
    this.#tail = pump.next.at;
    this.#within = pump.next.within;
    this.#wall = batch.wall;
    this.#giveBack();
    ledger.noteAll(() => pump.note());
    ledger.write();
    const taken = this.#tail - FIRST;
    if (ledger.shorten(this.#tail)) {
      this.#tail -= taken;
      this.#seen -= taken;
      pump.rebase(taken);
    }
    if (this.#state === 'reading') this.#schedule();
    else if (this.#state === 'finishing') this.#finished();
    else this.#end();
  }

  #giveBack(): void {
    if (this.#batch) this.#feed.batches.give(this.#batch);
    this.#batch = undefined;
  }

  /** Takes no more: what the pipe has, and the line that has begun, wait for a successor. */
  finish(): void {
    if (this.#state !== 'idle' && this.#state !== 'reading') return;
    this.#state = 'finishing';
    if (!this.#logs.pump.isBusy) this.#finished();
  }

  #finished(): void {
    this.#state = 'ended';
    this.#ended();
  }

  /** Nobody writes to the pipe any more: the line that has begun ends here. */
  #end(): void {
    const { spool } = this.#feed;
    this.#state = 'ended';
    const isTorn = this.#tail < spool.end || this.#within;
    if (isTorn && this.#seen === spool.end) spool.append(NEWLINE);
    if (isTorn) this.#offer();
    else this.#ended();
  }

  close(): void {
    this.#state = 'closed';
    clearTimeout(this.#timer);
    this.#giveBack();
    this.#readiness.close();
    this.#feed.keeper?.release(this.#feed.fifo);
    closeSync(this.#feed.fifo);
  }
}

/** Adapter of the `source` port: the log pipe of a service, by way of a spool. */
export const createFeed = (
  find: (system: AnyActor['system']) => FeedSupplies,
): CallbackActorLogic<SourceOrder, SourceInput> =>
  fromCallback<SourceOrder, SourceInput>(({ sendBack, receive, system }) => {
    const supplies = find(system);
    let feed: Feed | undefined;
    guarded(supplies, () => {
      feed = new Feed(supplies, () => sendBack({ type: 'source.ended' } satisfies SourceFact));
    });
    // What is cut where a process would have to is left in the spool.
    receive(({ type }) => guarded(supplies, () => (type === 'source.read' ? feed?.read() : feed?.finish())));
    return () => (feed ? feed.close() : closeSync(supplies.fifo));
  });
