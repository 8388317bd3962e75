import { constants, openSync, symlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { start, unlimited } from '../../support/processes.ts';
import { type Found, installed, ours, pathOf } from '../../support/programs.ts';
import { freshLogDirectory, freshServices } from '../../support/scratch.ts';
import { type Logging, writeService, writeServices } from './directories.ts';
import type { Field, Service, Signaller, Supervisor } from './supervisor.ts';

/** Who scans a directory, and takes letters from a FIFO in each service's. */
type Scanner = Omit<Supervisor, 'prepare' | 'missing'> & {
  readonly program: Found;
  readonly args?: readonly string[];
  readonly logger?: Exclude<Logging, 'itself'>;
  readonly variables?: Readonly<Record<string, string>>;
  /** Has it look again, where it does not do so by itself. */
  readonly look?: (directory: string) => void;
};

/** SIGUSR1, to runsv and s6-supervise alike. */
const LETTER = '1';

const signaller = async (service: string): Promise<Signaller> => {
  const fd = openSync(join(service, 'supervise/control'), constants.O_WRONLY | constants.O_NONBLOCK);
  return { send: () => void writeSync(fd, LETTER), answered: async () => {} };
};

const fieldOf = ({ program, args = [], logger, variables, look }: Scanner, services: readonly Service[]): Field => {
  const directory = freshServices('services');
  const run = join(freshServices('run'), 'run');
  writeServices(directory, services, logger);
  return {
    directory,
    hasLoggers: logger !== undefined,
    run,
    async start() {
      start(unlimited([program.path, ...args, directory]), {
        variables: { ...pathOf(program), RUNSTATE_RUN: run, ...variables },
      });
    },
    signaller: (name) => signaller(join(directory, name)),
    linker(service) {
      const beside = join(freshServices('beside'), service.name);
      writeService(beside, service, freshLogDirectory('logs'), logger);
      return () => {
        symlinkSync(beside, join(directory, service.name));
        look?.(directory);
      };
    },
  };
};

const scanning = (scanner: Scanner): Supervisor => ({
  ...scanner,
  missing: scanner.program.missing,
  prepare: (services) => fieldOf(scanner, services),
});

const SVLOGD = { command: 'svlogd -tt ./main' };

/** Its own directory of services is all that it gets: C runit stops at a thousand of them. */
export const theirs = scanning({
  ...{ name: 'C runit', most: 1000 },
  program: installed('runsvdir'),
  logger: SVLOGD,
});

/** As a user has it who says nothing else: loggers hosted, history kept. */
export const hosting = scanning({
  ...{ name: 'ours', most: 10_000 },
  program: ours('runsvdir'),
  logger: SVLOGD,
});

/** Each logger is a Node of its own, so a few of them are enough to tell. */
export const unhosting = scanning({
  ...{ name: 'ours, loggers as processes', most: 10 },
  program: ours('runsvdir'),
  logger: SVLOGD,
  variables: { RUNSTATE_EMBED_SVLOGD: '0' },
});

/** The same without loggers. */
export const unlogged = scanning({ ...{ name: 'ours, no loggers', most: 10_000 }, program: ours('runsvdir') });

const svscanctl = installed('s6-svscanctl');

export const s6 = scanning({
  ...{ name: 's6', most: 1000 },
  program: installed('s6-svscan'),
  // It counts a logger as a service.
  args: ['-c', '2010'],
  logger: { command: 's6-log T s1000000 n10 ./main' },
  look: (directory) => void start([svscanctl.path, '-a', directory]),
});
