import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const STANDARD = '0 1 2';

/** The soft limit of open files that our parent has; Node has raised ours. Empty where it cannot be read: ours is passed on. */
const softDescriptors = (): string => {
  try {
    const limits = readFileSync(`/proc/${process.ppid}/limits`, 'latin1');
    return /^Max open files +(\d+)/m.exec(limits)?.[1] ?? '';
  } catch {
    return '';
  }
};

const leadsTo = (fd: string): string | undefined => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`, 'latin1');
  } catch {
    return undefined;
  }
};

/** What was open when Node was started. It has its own event queues, which have no name, and a pipe of which it has both ends. */
const descriptors = (): string[] => {
  const open = readdirSync('/proc/self/fd')
    .map((fd) => [fd, leadsTo(fd)] as const)
    .filter(([fd, target]) => Number(fd) > 2 && target !== undefined && !target.startsWith('anon_inode:'));
  const isBothEnds = (target: string): boolean =>
    target.startsWith('pipe:') && open.filter(([, other]) => other === target).length > 1;
  return open.filter(([, target]) => !isBothEnds(target!)).map(([fd]) => fd);
};

/**
 * Where no launcher has noted what this program was given, notes as much of it as can still be known: Node was here first.
 * Nothing is known to be ignored or blocked; of descriptors there are those that are not Node's own.
 */
export const noteOwnStart = (): void => {
  if (process.env.RUNSTATE_INHERITED !== undefined) return;
  try {
    process.env.RUNSTATE_INHERITED = ['0 0', softDescriptors(), STANDARD, ...descriptors()].join(' ');
  } catch {
    // No /proc: nothing is known.
  }
};
