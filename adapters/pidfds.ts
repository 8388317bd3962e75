import { constants } from 'node:os';
import { exitStatusOf } from '../machines/rules/exit-status.ts';
import * as libc from './libc.ts';
import type { Pidfds } from './system.ts';

/** `struct pidfd_info` as of Linux 6.13: the mask comes first, the wait status last. */
const INFO_SIZE = 64;
const EXIT_CODE = 60;
/** `_IOWR(0xff, 11, struct pidfd_info)`. */
const PIDFD_GET_INFO = 0xc040ff0b;
/** Since Linux 6.15: how a process ended that has been reaped, by whomever. */
const PIDFD_INFO_EXIT = 1n << 3n;

const info = Buffer.alloc(INFO_SIZE);

/** pidfd_open(2) and what goes with it. */
export const createPidfds = (): Pidfds => ({
  open(pid) {
    const fd = libc.pidfdOpen(pid);
    return fd < 0 ? libc.errno() : fd;
  },
  signal: (fd, signal) => void libc.pidfdSendSignal(fd, constants.signals[signal]),
  exitStatus(fd) {
    info.fill(0);
    info.writeBigUInt64LE(PIDFD_INFO_EXIT);
    if (libc.ioctl(fd, PIDFD_GET_INFO, info) !== 0) return undefined;
    return (info.readBigUInt64LE() & PIDFD_INFO_EXIT) === 0n ? undefined : exitStatusOf(info.readInt32LE(EXIT_CODE));
  },
});
