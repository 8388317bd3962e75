import { readdirSync } from 'node:fs';
import { fromBytes, toPath } from '../../adapters/bytes.ts';
import { type FoundFile, lookAt } from '../../adapters/found-file.ts';
import type { SeenProcess } from '../../adapters/seen-processes.ts';
import type { ServiceStatus } from '../watch/messages.ts';
import type { ProgramFacts, ServiceFacts } from './facts.ts';
import { gatherLogPlaces } from './gather-log.ts';
import { gatherProgram } from './gather-program.ts';
import { gatherSupervise } from './gather-supervise.ts';
import type { Patience } from './patience.ts';

/** What is known of a service from elsewhere. */
export type Known = {
  readonly status: ServiceStatus | undefined;
  /** Everything that runs. */
  readonly processes: () => readonly SeenProcess[];
  readonly patience: Patience;
};

const PROGRAMS = ['run', 'finish', 'check', 'log/run'];
/** Control scripts that runsv knows: see runsv(8). */
const CONTROLS = ['t', 'd', 'x', 'k', 'p', 'c', 'u', 'h', 'a', 'i', 'q', '1', '2'];
/** As much of a program's name as the kernel keeps. */
const KEPT = 15;

const controlsIn = (path: string): FoundFile[] => {
  try {
    return readdirSync(toPath(`${path}/control`), 'buffer')
      .map((name) => fromBytes(name as unknown as Buffer))
      .filter((name) => CONTROLS.includes(name))
      .map((name) => lookAt(`${path}/control/${name}`))
      .filter((file) => file !== undefined);
  } catch {
    return [];
  }
};

const orphanOf = (run: ProgramFacts | undefined, { status, processes }: Known): number | undefined => {
  const name = run?.becomes?.name.slice(0, KEPT);
  if (name === undefined || status?.lastExit?.code !== 0) return undefined;
  return processes().find((one) => one.name === name && one.parent === 1 && one.pid !== status.pid)?.pid;
};

/** Looks at a service directory. Throws the errors of stat(2) where we may not look into it. */
export const gatherService = (path: string, known: Known): ServiceFacts => {
  const found = PROGRAMS.map((name) => [name, gatherProgram(`${path}/`, name)] as const);
  const programs = new Map(found.filter((each): each is [string, ProgramFacts] => each[1] !== undefined));
  const log = lookAt(`${path}/log`);
  return {
    ...{ path, programs, log, directory: lookAt(path)!, controls: controlsIn(path), status: known.status },
    isDown: lookAt(`${path}/down`) !== undefined,
    supervise: gatherSupervise(path, known.patience),
    logSupervise: log?.kind === 'directory' ? gatherSupervise(`${path}/log`, known.patience) : undefined,
    logPlaces: gatherLogPlaces(programs.get('log/run')),
    orphan: orphanOf(programs.get('run'), known),
  };
};
