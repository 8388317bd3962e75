import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { KernelCall, KernelFact, KernelOrder } from '../machines/init-ports.ts';
import { isFirst } from './first-process.ts';
import * as libc from './libc.ts';
import { sendSignal } from './send-signal.ts';
import { everySignal, SIG_IGN } from './signal-sets.ts';

/** Of reboot(2), as C's `int`. */
const COMMAND: Readonly<Record<KernelCall, number>> = {
  restart: 0x01234567,
  powerOff: 0x4321fedc,
  halt: 0xcdef0123 | 0,
};
const DISABLE_CTRL_ALT_DEL = 0;
const NO_SYNC = '/etc/runit/nosync';

/** Calls that concern every process there is: from any other process than the first they would end somebody else's. */
const asProcess1 = (act: () => void): void => {
  if (!isFirst) throw new Error('not process no 1');
  act();
};

const PR_SET_CHILD_SUBREAPER = 36;

/** Has every process that loses its parent become ours, as process 1 has. */
export const takeOrphans = (): void => asProcess1(() => void libc.prctl(PR_SET_CHILD_SUBREAPER, 1));

/** Leads a session of its own, and has the kernel turn ctrl-alt-del into INT. Errors do not matter, as to runit. */
export const becomeProcess1 = (): void =>
  asProcess1(() => {
    takeOrphans();
    libc.setsid();
    libc.reboot(DISABLE_CTRL_ALT_DEL);
  });

/** KILL and STOP cannot be; faults of our own and CHLD must not; 32 and 33 are the C library's. */
const NOT_IGNORED: readonly (number | NodeJS.Signals)[] = [
  ...(['SIGKILL', 'SIGSTOP', 'SIGCHLD', 'SIGCONT', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE'] as const),
  ...(['SIGSEGV', 'SIGSYS'] as const),
  32,
  33,
];

/**
 * Ignores every signal that a program does not handle, which children do not inherit. The kernel drops such a signal to
 * process 1 only while the main thread does not block it, as it does for moments such as a start of a process: then it
 * is fatal to a process that has other threads, as Node has.
 */
export const ignoreAllBut = (handled: readonly NodeJS.Signals[]): void =>
  asProcess1(() => {
    const spared = [...NOT_IGNORED, ...handled].map((one) => (typeof one === 'number' ? one : constants.signals[one]));
    for (const signal of everySignal()) if (!spared.includes(signal)) libc.setDisposition(signal, SIG_IGN);
  });

/**
 * Adapter of the `kernel` port. sync(2) and reboot(2) run in a thread of their own: a kernel that ends the thread that
 * halts it must not end process 1, and a disk that hangs must not keep it from reaping.
 */
export const createKernel = (): CallbackActorLogic<KernelOrder, Record<never, never>> =>
  fromCallback<KernelOrder, Record<never, never>>(({ receive, sendBack }) => {
    const reboot = (command: number): void =>
      libc.reboot.async(command, (_: unknown, result: number) => {
        if (result !== 0) sendBack({ type: 'kernel.refused' } satisfies KernelFact);
      });
    receive((order) =>
      asProcess1(() => {
        if (order.type === 'kernel.killAll') return sendSignal(-1, 'SIGKILL');
        const command = COMMAND[order.call];
        if (existsSync(NO_SYNC)) reboot(command);
        else libc.sync.async(() => reboot(command));
      }),
    );
  });
