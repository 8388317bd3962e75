import { type Actor, createActor, fromCallback } from 'xstate';
import { logDirectoryMachine } from '../../../machines/log-directory.ts';
import type { SourceInput, SourceOrder } from '../../../machines/log-ports.ts';
import { svlogdMachine } from '../../../machines/svlogd.ts';
import { FakeLogPorts, type Manner } from './log-ports.ts';

/**
 * A svlogd, with its log directories, over fake ports and a simulated clock. Beside those of the directories the journal
 * has the orders to the source: `source read`.
 */
export class SvlogdRig extends FakeLogPorts {
  readonly svlogd: Actor<typeof svlogdMachine>;
  readonly errors: unknown[] = [];
  #ended: () => void = () => {};

  /** Directories by name, and how their steps go. */
  constructor(directories: Readonly<Record<string, Manner>> = { a: {} }) {
    super();
    for (const [place, manner] of Object.entries(directories)) this.manners[place] = { ...manner };
    const source = fromCallback<SourceOrder, SourceInput>(({ receive, sendBack }) => {
      this.#ended = () => sendBack({ type: 'source.ended' });
      receive(({ type }) => this.note('source', type.slice('source.'.length)));
    });
    const directory = logDirectoryMachine.provide({ actors: { files: this.files, processor: this.processor } });
    this.svlogd = createActor(svlogdMachine.provide({ actors: { source, directory } }), {
      clock: this.clock,
      input: { directories: Object.keys(directories).map((place) => ({ place, directory: place })) },
    });
    this.svlogd.subscribe({ error: (cause) => this.errors.push(cause) });
    this.svlogd.start();
  }

  /** The journal since the last look, by directory: each in its order, and between them none is promised. */
  override take(): string[] {
    const place = (line: string): string => line.split(' ', 1)[0]!;
    return super.take().sort((one, other) => (place(one) < place(other) ? -1 : Number(place(one) > place(other))));
  }

  get value(): unknown {
    return this.svlogd.getSnapshot().value;
  }

  /** Of a directory's log. */
  stateOf(place: string): unknown {
    const { value } = this.svlogd.getSnapshot().children[place]!.getSnapshot() as { value: { log: unknown } };
    return value.log;
  }

  /** Whether a directory takes lines: only then can it have to tell of them. */
  isWriting(place: string): boolean {
    return this.stateOf(place) === 'writing';
  }

  /** Undefined while it runs. */
  get exitCode(): number | undefined {
    return this.svlogd.getSnapshot().output?.exitCode;
  }

  /** TERM, HUP, ALRM. */
  signal(...signals: ('terminate' | 'reload' | 'rotate')[]): void {
    for (const signal of signals) this.svlogd.send({ type: `svlogd.${signal}` });
  }

  /** The input has ended, or as much of it as was asked for. */
  inputEnds(): void {
    this.#ended();
  }

  /** How the steps of a directory go from now on. */
  goes(place: string, manner: Manner): void {
    Object.assign(this.manners[place]!, manner);
  }

  /** Delays that are running, in svlogd and below. */
  get timers(): string[] {
    return Object.values(this.svlogd.system.getSnapshot()._scheduledEvents).map(({ delay }) => String(delay));
  }
}

/** A svlogd that reads, its journal empty. */
export const reading = (directories?: Readonly<Record<string, Manner>>): SvlogdRig => {
  const rig = new SvlogdRig(directories);
  rig.take();
  return rig;
};
