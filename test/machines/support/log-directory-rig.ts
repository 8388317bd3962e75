import { type Actor, createActor, fromCallback } from 'xstate';
import { type LogDirectoryNews, type LogDirectoryOrder, logDirectoryMachine } from '../../../machines/log-directory.ts';
import { FakeLogPorts, type Manner, opened } from './log-ports.ts';

/** A log directory over fake ports and a simulated clock. What it tells svlogd is in the journal too: `told opened`. */
export class LogDirectoryRig extends FakeLogPorts {
  readonly directory: Actor<typeof logDirectoryMachine>;
  readonly errors: unknown[] = [];

  constructor(manner: Manner = {}) {
    super();
    this.manners[''] = { ...manner };
    const above = createActor(
      fromCallback<LogDirectoryNews>(({ receive }) =>
        receive(({ type }) => this.note('told', type.slice('log.'.length))),
      ),
      { clock: this.clock },
    );
    above.start();
    const machine = logDirectoryMachine.provide({ actors: { files: this.files, processor: this.processor } });
    this.directory = createActor(machine, { parent: above, input: { place: '', directory: 'd' } });
    this.directory.subscribe({ error: (cause) => this.errors.push(cause) });
    this.directory.start();
  }

  get value(): Record<string, unknown> {
    return this.directory.getSnapshot().value as Record<string, unknown>;
  }

  /** Of the log itself. */
  get state(): unknown {
    return this.value.log;
  }

  order(...orders: ('rotate' | 'reload' | 'open' | 'close')[]): void {
    for (const order of orders) this.directory.send({ type: `log.${order}` } satisfies LogDirectoryOrder);
  }

  /** How the steps go from now on. */
  goes(manner: Manner): void {
    Object.assign(this.manners['']!, manner);
  }

  /** Delays that are running. */
  get timers(): string[] {
    const { _scheduledEvents } = this.directory.system.getSnapshot();
    return Object.values(_scheduledEvents).map(({ delay }) => String(delay));
  }
}

/** A directory that is open and takes lines, its journal empty. */
export const writing = (age = 0, ...unprocessed: string[]): LogDirectoryRig => {
  const rig = new LogDirectoryRig({ 'files.open': opened(age, ...unprocessed) });
  rig.take();
  return rig;
};
