import { EXEC } from '../../../adapters/native-processes.ts';
import { decodeStatus } from '../../../machines/rules/status-record.ts';
import { type ServiceContext, statusOf } from '../../../machines/service-context.ts';
import type { Inode } from './kernel/inode.ts';
import type { Service } from './story.ts';
import type { World } from './world.ts';

/** Milliseconds in which everything comes to rest: a keeper of pipes looks for others for ten seconds. */
export const REST = 12_000;
/** The same once faults have ceased: the longest pauses before it are five seconds. */
export const RECOVERY = REST + 5000;
const FOREIGN_LOOK = 250;

type Slot = {
  readonly name: string;
  readonly removed: boolean;
  readonly actor: { getSnapshot(): RunsvSnapshot } | undefined;
};
type RunsvSnapshot = { readonly value: unknown; readonly children: Record<string, { getSnapshot(): ServiceSnapshot }> };
type ServiceSnapshot = { readonly value: unknown; readonly context: ServiceContext };

const slotsOf = (world: World): Slot[] => [
  ...(world.supervisor.runsvdir!.getSnapshot().context.services as unknown as Map<string, Slot>).values(),
];

export const serviceActor = (world: World, { name }: Service, role: 'main' | 'log'): ServiceSnapshot | undefined =>
  slotsOf(world)
    .find((slot) => slot.name === name)
    ?.actor?.getSnapshot()
    .children[role]?.getSnapshot();

const shown = (value: unknown): string => JSON.stringify(value);

/** Whether what the files say is what the actor knows, and both are true. */
const compareFiles = (world: World, service: Service, role: 'main' | 'log'): string | undefined => {
  const path = `${world.pathOf(service)}${role === 'log' ? '/log' : ''}`;
  const actor = serviceActor(world, service, role);
  if (!actor)
    return `${path} is not supervised: ${shown(slotsOf(world).map(({ name, actor: one }) => [name, one?.getSnapshot().value]))}`;
  const bytes = world.machine.find(`${path}/supervise/status`)?.bytes;
  const { state, pid, paused, gotTerm, want } = decodeStatus(bytes ?? Buffer.alloc(0)) ?? {};
  const known = statusOf(actor.context);
  const expected = { ...known, since: 0, want: known.want === 'up' ? 'u' : 'd' };
  const seen = { state, since: 0, pid, paused, gotTerm, want };
  if (shown(seen) !== shown(expected))
    return `${path}/supervise/status says ${shown(seen)}, the actor ${shown(expected)}`;
  return compareProcess(world, world.machine.find(path)!, role, path, known.pid);
};

const compareProcess = (
  world: World,
  directory: Inode,
  role: string,
  path: string,
  pid: number,
): string | undefined => {
  const programs = world.invariants.programsIn(directory).map((one) => one.pid);
  const known = pid === 0 || (role === 'log' && pid === world.supervisor.process.pid) ? [] : [pid];
  return shown(programs) === shown(known)
    ? undefined
    : `${path} has processes ${shown(programs)}, and is said to have ${shown(known)}`;
};

const rolesOf = ({ log }: Service): ('main' | 'log')[] => (log ? ['main', 'log'] : ['main']);

/** Where a hosted logger has been, or is down, one end of the pipe is kept for it; never more. */
const keptEnds = (world: World, service: Service): number => {
  const pipe = world.machine.find(`${world.pathOf(service)}/supervise/logpipe`);
  const ends = [...world.supervisor.process.files.values()].filter(({ inode }) => inode === pipe);
  return Math.min(1, ends.length - 1);
};

/** Descriptors that a service needs. */
const descriptorsOf = (world: World, service: Service): number => {
  // Directory, lock, supervise, control, ok.
  const half = 5;
  if (!service.log) return half;
  const log = serviceActor(world, service, 'log')!;
  const isHosted = log.context.program?.pid === world.supervisor.process.pid;
  // The pipe held open; and its reading end, spool, log directory, its lock, current.
  return 2 * half + 1 + (isHosted ? 5 : keptEnds(world, service));
};

/** Descriptors that are not a service's. Those of processes are as many as there are timers less: see there. */
const OF_ALL: readonly Inode['kind'][] = ['epoll', 'eventfd', 'device', 'pidfd'];

const compareDescriptors = (world: World): string | undefined => {
  const { files } = world.supervisor.process;
  const kinds = [...files.values()].map(({ inode }) => inode.kind);
  const count = kinds.filter((kind) => !OF_ALL.includes(kind)).length;
  const expected = world.present.reduce((sum, service) => sum + descriptorsOf(world, service), 0);
  if (count === expected) return undefined;
  const list = [...files].map(([fd, { inode }]) => `${fd} ${inode.kind} ${inode.path}`);
  return `${count} descriptors are open, ${expected} are needed:\n${list.join('\n')}`;
};

/** How many services pause before their next start. */
const pausing = (world: World): number =>
  world.present
    .flatMap((service) => rolesOf(service).map((role) => serviceActor(world, service, role)?.value))
    .filter((value) => value === 'backoff' || shown(value) === '{"finishing":"resting"}').length;

/**
 * Timers for all: libuv's look at the scanned directory, the scanner's own, that at the files of services, and one for names
 * that wait for who had them before.
 */
const commonTimers = (world: World): number => {
  const slots = slotsOf(world);
  return 2 + (slots.length > 0 ? 1 : 0) + (slots.some(({ removed }) => removed) ? 1 : 0);
};

/** Those, one that looks at processes that are not ours and no descriptor tells of, and pauses of services. */
const compareTimers = (world: World): string | undefined => {
  const timers = [...world.supervisor.loop.timers]
    .map(({ milliseconds }) => milliseconds)
    // Of who was started a moment ago the start time is still to be checked.
    .filter((milliseconds) => milliseconds !== EXEC)
    .sort((a, b) => a - b);
  const held = [...world.supervisor.process.files.values()].filter(({ inode }) => inode.kind === 'pidfd').length;
  const foreign = world.foreign;
  const looks = foreign > held ? 1 : 0;
  const isRight =
    timers.length === pausing(world) + commonTimers(world) + looks && timers.includes(FOREIGN_LOOK) === looks > 0;
  return isRight && held <= foreign
    ? undefined
    : `timers are left: ${shown(timers)}, with ${pausing(world)} services that pause, and ${held} descriptors of ${foreign} processes that an earlier supervisor has started`;
};

/** What is wrong when everything rests; undefined: nothing. */
export const checkAtRest = (world: World): string | undefined => {
  for (const service of world.present)
    for (const role of rolesOf(service)) {
      const wrong = compareFiles(world, service, role);
      if (wrong) return wrong;
    }
  return compareDescriptors(world) ?? compareTimers(world);
};
