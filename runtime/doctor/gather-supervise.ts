import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { dirname } from 'node:path';
import { toPath } from '../../adapters/bytes.ts';
import { readStatusFile } from '../../adapters/control-client.ts';
import { lockersOf } from '../../adapters/file-locks.ts';
import { type FoundFile, lookAt } from '../../adapters/found-file.ts';
import { startTimeOf, TICKS_PER_SECOND } from '../../adapters/proc.ts';
import { decodeStatus } from '../../machines/rules/status-record.ts';
import type { SuperviseFacts } from './facts.ts';
import type { Patience } from './patience.ts';

/** What there is to be seen; undefined, too, where we may not look. */
const seen = (path: string): FoundFile | undefined => {
  try {
    return lookAt(path);
  } catch {
    return undefined;
  }
};

const lockersOfFile = (path: string): readonly number[] => {
  try {
    return lockersOf(path);
  } catch {
    return [];
  }
};

/** Milliseconds by which the start of a process and what is noted of it may differ. */
const CLOSE = 2000;

/** How long ago a process was started, in milliseconds: the kernel counts from its own start, by another clock. */
const ageOf = (pid: number): number | undefined => {
  const ticks = startTimeOf(pid);
  return ticks === undefined ? undefined : uptime() * 1000 - (Number(ticks) * 1000) / TICKS_PER_SECOND;
};

/** The process that `status` tells of, if it is still the same one. */
const leftProcess = (supervise: string): number | undefined => {
  try {
    const status = decodeStatus(readFileSync(toPath(`${supervise}/status`)));
    const age = status?.state === 'run' && status.pid > 1 ? ageOf(status.pid) : undefined;
    return age !== undefined && Math.abs(Date.now() - status!.since / 1000 - age) < CLOSE ? status!.pid : undefined;
  } catch {
    return undefined;
  }
};

const isNowhere = (home: string, directory: FoundFile | undefined): boolean => {
  if (directory?.kind !== 'dangling') return false;
  const target = directory.target!;
  // runsv makes the last name of it, and nothing before that.
  return seen(dirname(target.startsWith('/') ? target : `${home}/${target}`))?.kind !== 'directory';
};

/** What is not to be told is no reason to find something wrong; but without `ok` no runsv has begun. */
const isAnybodyThere = (home: string): boolean => {
  const answer = readStatusFile(home);
  return answer !== 'not running' && !('refused' in answer && answer.refused.code === 'ENOENT');
};

/** Who holds the lock of a `supervise` where no runsv is heard; one that is just beginning is waited for. */
const lockersAlone = (home: string, patience: Patience): readonly number[] | undefined => {
  for (;;) {
    const held = lockersOfFile(`${home}/supervise/lock`);
    if (isAnybodyThere(home)) return undefined;
    if (held.length === 0 || !patience.wait()) return held;
  }
};

/** Looks at what a runsv has made, or its predecessor has left, in the directory of a service or of its log service. */
export const gatherSupervise = (home: string, patience: Patience): SuperviseFacts => {
  const supervise = `${home}/supervise`;
  const directory = seen(supervise);
  const lockers = directory === undefined ? [] : lockersAlone(home, patience);
  const isSupervised = lockers === undefined;
  return {
    ...{ directory, isSupervised, isNowhere: isNowhere(home, directory) },
    control: seen(`${supervise}/control`),
    ok: seen(`${supervise}/ok`),
    lockers: lockers ?? [],
    left: isSupervised ? undefined : leftProcess(supervise),
  };
};
