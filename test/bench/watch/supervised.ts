import { closeSync, constants, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sendSignal } from '../../../adapters/send-signal.ts';
import { Connection } from '../../../runtime/watch/connection.ts';
import { connectTo, socketsIn } from '../../../runtime/watch/stale.ts';
import { childrenOf } from '../../conformance/support/proc.ts';
import { program } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';
import { allGone, start } from '../support/processes.ts';
import { type Found, installed, ours, pathOf } from '../support/programs.ts';
import { freshServices } from '../support/scratch.ts';

/** A supervisor, and how much of what goes on it keeps. */
export type Form = {
  readonly name: string;
  readonly runsvdir: Found;
  readonly variables?: Readonly<Record<string, string>>;
};

/** The yardstick: nothing is recorded, and there is no socket. */
export const unrecorded: Form = {
  name: 'ours, RUNSTATE_HISTORY=0',
  runsvdir: ours('runsvdir'),
  variables: { RUNSTATE_HISTORY: '0' },
};
export const recorded: Form = { name: 'ours, history kept, nobody watching', runsvdir: ours('runsvdir') };
export const theirs: Form = { name: 'C runsvdir', runsvdir: installed('runsvdir') };
export const forms: readonly Form[] = [unrecorded, recorded, theirs];

/** Milliseconds until all have ended: at least, and what each service adds. */
const [END, EACH_END] = [60_000, 100];
/** The same until all services have their control FIFO: thousands of them take their time on a busy machine. */
const [START, EACH_START] = [120_000, 100];

/** A supervisor over services. */
export type Supervised = {
  readonly pid: number;
  readonly services: string;
  /** Where its socket is. */
  readonly run: string;
  /** The processes that supervise, without what they supervise. */
  processes(): number[];
  /** Opens a service's control FIFO for writing. */
  control(name: string): number;
  end(): Promise<void>;
};

const opened = (path: string): number => {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return -1;
  }
};

/**
 * Starts a supervisor over services: a script for each by its name. All of them are supervised when it returns.
 *
 * @param complete puts into a service's directory what it has beside its script.
 */
export const supervise = async (
  form: Form,
  scripts: ReadonlyMap<string, string>,
  complete: (name: string, directory: string) => void = () => {},
): Promise<Supervised> => {
  const services = freshServices('services');
  const run = join(freshServices('run'), 'run');
  for (const [name, script] of scripts) {
    mkdirSync(join(services, name));
    program(join(services, name, 'run'), `#!/bin/sh\n${script}\n`);
    complete(name, join(services, name));
  }
  const variables = { ...pathOf(form.runsvdir), RUNSTATE_RUN: run, ...form.variables };
  const { pid } = start([form.runsvdir.path, services], { variables });
  const fds: number[] = [];
  const control = (name: string): number => {
    const fd = opened(join(services, name, 'supervise/control'));
    if (fd >= 0) fds.push(fd);
    return fd;
  };
  for (const name of scripts.keys())
    await until(
      `${name} is supervised`,
      () => {
        const fd = opened(join(services, name, 'supervise/ok'));
        if (fd >= 0) closeSync(fd);
        return fd >= 0;
      },
      START + scripts.size * EACH_START,
    );
  return {
    pid,
    services,
    run,
    processes: () => (form === theirs ? [pid, ...childrenOf(pid)] : [pid]),
    control,
    async end() {
      for (const fd of fds) closeSync(fd);
      sendSignal(pid, 'SIGHUP');
      if (!(await allGone(END + scripts.size * EACH_END))) throw new Error(`${form.name} does not end`);
      rmSync(services, { recursive: true });
    },
  };
};

/** Talks to a supervisor, as soon as it has its socket. */
export const connect = async ({ run }: Pick<Supervised, 'run'>): Promise<Connection> => {
  const path = await until('the supervisor has a socket', () => socketsIn(run)[0], START);
  const socket = await connectTo(path);
  return (await Connection.open(socket!, path))!;
};
