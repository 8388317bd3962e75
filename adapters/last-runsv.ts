import type { Adoptable, OpenedRole } from '../machines/ports.ts';
import { wantIn } from '../machines/rules/stat-text.ts';
import { decodeStatus, type Want } from '../machines/rules/status-record.ts';
import { type Left, liveChild, readLeft } from './child-record.ts';
import type { OpenRole } from './place.ts';
import { isPassing, type System } from './system.ts';
import { readWarily } from './wary-file.ts';

/** Bytes of `stat`, which is the longest of them: many times what was ever written. */
const LONGEST_STATUS = 1024;

const readSupervise = (role: OpenRole, name: string): Buffer => {
  try {
    return readWarily(`${role.supervise.base}/${name}`, LONGEST_STATUS).bytes;
  } catch (error) {
    if (isPassing(error)) throw error;
    return Buffer.alloc(0);
  }
};

/** `stat` is written first, and tells an exit from a stop. */
const wantLeft = (role: OpenRole): Want | undefined => wantIn(readSupervise(role, 'stat').toString('latin1'));

/**
 * What the last runsv left running, if it is certain to be the same process. Throws the error of the system where nobody
 * can know whether there is something.
 */
const findAdoptable = (role: OpenRole, left: Left | undefined, system: System): Adoptable | undefined => {
  const child = liveChild(role, left);
  if (!child) return undefined;
  const status = decodeStatus(readSupervise(role, 'status'));
  const now = system.now();
  const known = status?.pid === child.pid && status.state !== undefined && status.state !== 'down';
  const since = known ? status.since : now.wall;
  return {
    file: child.file,
    pid: child.pid,
    since: { wall: since, elapsed: now.elapsed - (now.wall - since) / 1000 },
    want: wantLeft(role) ?? (status && status.want !== 'u' ? 'down' : 'up'),
    paused: known && status.paused,
    gotTerm: known && status.gotTerm,
    once: child.once || !known,
  };
};

/** Whether a service that does not run is to be down by what the last runsv left: it was, or has come down since. */
const isLeftDown = (role: OpenRole, left: Left | undefined): boolean =>
  left === 'down' || (left !== undefined && (left.once || wantLeft(role) === 'down'));

/**
 * What there is of a service when its runsv begins: a process to be taken over, or whether it is to be started. Throws the
 * error of the system where that cannot be known just now.
 *
 * @param down there is a file of that name.
 */
export const findLeft = (role: OpenRole, down: boolean, system: System): OpenedRole => {
  const left = readLeft(role);
  const adoptable = findAdoptable(role, left, system);
  return { down: down || (!adoptable && isLeftDown(role, left)), adoptable };
};
