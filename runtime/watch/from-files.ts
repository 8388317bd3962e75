import { readdirSync, statSync } from 'node:fs';
import { fromBytes, toPath } from '../../adapters/bytes.ts';
import { readStatusFile } from '../../adapters/control-client.ts';
import { decodeStatus } from '../../machines/rules/status-record.ts';
import type { ServiceStatus } from './messages.ts';

/** What is known of a service. Where it is from files, `restarts` and `hosted` are not known, and `lastExit` is null. */
export type KnownStatus = Omit<ServiceStatus, 'restarts' | 'hosted' | 'value'> & {
  readonly value: ServiceStatus['value'] | null;
  readonly restarts: number | null;
  readonly hosted: boolean | null;
};

const STATE = { down: 'down', run: 'running', finish: 'finishing' } as const;

const roleFromFiles = (home: string, name: string, role: 'main' | 'log'): KnownStatus | undefined => {
  const answer = readStatusFile(home);
  if (answer === 'not running' || 'refused' in answer) return undefined;
  const status = decodeStatus(answer.value);
  if (status?.state === undefined) return undefined;
  const { pid, since, paused, gotTerm, want, state } = status;
  return {
    ...{ actor: `${name}/${role}`, name, role, state: STATE[state], value: null },
    want: want === 'u' ? 'up' : 'down',
    ...{ paused, gotTerm, pid: pid === 0 ? null : pid, since: since / 1000 },
    ...{ restarts: null, lastExit: null, hosted: null, log: null },
  };
};

const isDirectory = (path: string): boolean => {
  try {
    return statSync(toPath(path)).isDirectory();
  } catch {
    return false;
  }
};

/** Names of services in a directory, as runsvdir sees them, in order. Throws the errors of readdir(3). */
export const serviceNames = (directory: string): string[] =>
  readdirSync(toPath(directory), 'buffer')
    .map((name) => fromBytes(name as unknown as Buffer))
    .filter((name) => !name.startsWith('.') && isDirectory(`${directory}/${name}`))
    .sort();

/** A service and its log service, as runsv's files tell of them, whoever's runsv it is; none where nobody supervises it. */
export const fromFiles = (directory: string, name: string): KnownStatus[] =>
  (['main', 'log'] as const).flatMap((role) => {
    const status = roleFromFiles(`${directory}/${name}${role === 'log' ? '/log' : ''}`, name, role);
    return status ? [status] : [];
  });
