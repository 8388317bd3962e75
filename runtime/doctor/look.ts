import { readdirSync } from 'node:fs';
import { fromBytes, toPath } from '../../adapters/bytes.ts';
import { type FoundFile, lookAt } from '../../adapters/found-file.ts';
import { allProcesses, type SeenProcess } from '../../adapters/seen-processes.ts';
import { errnoText } from '../../machines/rules/errno-text.ts';
import { allStatuses } from '../watch/all-statuses.ts';
import { findSupervisor } from '../watch/find-supervisor.ts';
import type { ServiceStatus } from '../watch/messages.ts';
import { type Finding, finding } from './findings.ts';
import { gatherService, type Known } from './gather-service.ts';
import { judgeService } from './judge-service.ts';
import { Patience } from './patience.ts';

/** What was looked at, and what was found. */
export type Look = {
  readonly services: number;
  readonly findings: readonly Finding[];
  /** Services that we may not look into, and why. */
  readonly unseen: readonly { readonly path: string; readonly reason: string }[];
};

/** Whether a directory is that of one service: of what such a one is made of, something lies in it. */
const isService = (path: string): boolean =>
  ['run', 'finish', 'check', 'down'].some((name) => {
    const kind = lookAt(`${path}/${name}`)?.kind;
    return kind !== undefined && kind !== 'directory';
  }) || lookAt(`${path}/supervise/lock`) !== undefined;

/** What its supervisor says of the services of a directory, by their names; nothing where nobody can be asked. */
const statusesOf = async (directory: string): Promise<ReadonlyMap<string, ServiceStatus>> => {
  try {
    const found = await findSupervisor(directory);
    try {
      if (found.directory !== directory || !found.connection) return new Map();
      const { services } = await allStatuses(found);
      const main = services.filter(({ role, restarts }) => role === 'main' && restarts !== null);
      return new Map(main.map((status) => [status.name, status as ServiceStatus]));
    } finally {
      found.connection?.close();
    }
  } catch {
    return new Map();
  }
};

/** Asked for once at most: there may be thousands. */
const processesOnce = (): (() => readonly SeenProcess[]) => {
  let all: readonly SeenProcess[] | undefined;
  return () => {
    all ??= allProcesses();
    return all;
  };
};

const MANY = 1000;

const namesIn = (directory: string): string[] =>
  readdirSync(toPath(directory), 'buffer')
    .map((name) => fromBytes(name as unknown as Buffer))
    .sort();

/** A name that runsvdir passes over, though a service is behind it. */
const judgeHidden = (file: FoundFile): Finding[] =>
  file.kind === 'directory' && lookAt(`${file.path}/run`) ? [finding('hidden', file.path, file.path)] : [];

/** Looks at one; what keeps us from that is told beside what is found in others. */
const lookAtOne = (path: string, known: Known): Look => {
  try {
    return { services: 1, findings: judgeService(gatherService(path, known)), unseen: [] };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { services: 1, findings: [], unseen: [{ path, reason: errnoText(code) }] };
  }
};

const only = (findings: readonly Finding[]): Look => ({ services: 0, findings, unseen: [] });

const lookAtName = (directory: string, name: string, known: Known): Look => {
  const file = lookAt(`${directory}/${name}`);
  if (!file) return only([]);
  if (name.startsWith('.')) return only(judgeHidden(file));
  if (file.kind === 'dangling') return only([finding('dangling-link', file.path, file.path, file.target)]);
  return file.kind === 'directory' ? lookAtOne(file.path, known) : only([]);
};

/** Several looks as one. */
export const together = (looks: readonly Look[]): Look => ({
  services: looks.reduce((sum, { services }) => sum + services, 0),
  findings: looks.flatMap(({ findings }) => findings),
  unseen: looks.flatMap(({ unseen }) => unseen),
});

const lookAtAll = async (directory: string): Promise<Look> => {
  const statuses = await statusesOf(directory);
  const [processes, patience] = [processesOnce(), new Patience()];
  const all = together(
    namesIn(directory).map((name) => lookAtName(directory, name, { status: statuses.get(name), processes, patience })),
  );
  const { services } = all;
  return services > MANY ? together([all, only([finding('many', directory, directory, String(services))])]) : all;
};

/** Looks at a service directory, or at all that are in a directory. Throws the errors of stat(2) and readdir(3). */
export const look = async (path: string): Promise<Look> =>
  isService(path)
    ? lookAtOne(path, { status: undefined, processes: () => [], patience: new Patience() })
    : lookAtAll(path);
