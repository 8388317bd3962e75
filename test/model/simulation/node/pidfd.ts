import { refuse } from '../kernel/errors.ts';
import { OpenFile } from '../kernel/inode.ts';
import type { Process } from '../kernel/process.ts';
import type { Loop } from './loop.ts';

export const SYS_PIDFD_OPEN = 434;
export const SYS_PIDFD_SEND_SIGNAL = 424;
/** Of `struct pidfd_info`: which of its fields are told, and where the wait status is. */
const INFO_EXIT = 1n << 3n;
const EXIT_CODE = 60;

const ownerOf = ({ process }: Loop, fd: number): Process => process.files.get(fd)?.inode.owner ?? refuse('EBADF');

export const openPidfd = ({ kernel, process }: Loop, pid: number): number => {
  kernel.enter(process, 'pidfd_open');
  if (!kernel.hasPidfds) refuse('ENOSYS');
  const code = kernel.faults.of('open');
  if (code) refuse(code);
  const inode = kernel.createInode('pidfd', 0o600);
  inode.owner = kernel.processes.get(pid) ?? refuse('ESRCH');
  return process.install(new OpenFile(inode, 2));
};

/** The one process, dead or alive: no other can be met. */
export const signalByPidfd = (loop: Loop, fd: number, signal: NodeJS.Signals): void => {
  const { kernel, process } = loop;
  kernel.enter(process, 'pidfd_send_signal');
  const owner = ownerOf(loop, fd);
  if (owner.state === 'reaped') refuse('ESRCH');
  kernel.trace.add(kernel.elapsed, `${signal} by pidfd`, owner.pid);
  kernel.deliver(owner, signal);
};

/** ioctl(2) PIDFD_GET_INFO: how a process ended that has been reaped. */
export const tellExit = (loop: Loop, fd: number, info: Buffer): void => {
  const { kernel, process } = loop;
  kernel.enter(process, 'ioctl');
  const owner = ownerOf(loop, fd);
  if (!kernel.tellsExits) refuse('ENOTTY');
  const isTold = owner.state === 'reaped';
  info.writeBigUInt64LE(isTold ? INFO_EXIT : 0n);
  if (isTold) info.writeInt32LE(owner.waitStatus, EXIT_CODE);
};
