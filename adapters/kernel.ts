import { existsSync } from 'node:fs';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { KernelCall, KernelFact, KernelOrder } from '../machines/init-ports.ts';
import * as libc from './libc.ts';
import { sendSignal } from './send-signal.ts';

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
  if (process.pid !== 1) throw new Error('not process no 1');
  act();
};

/** Leads a session of its own, and has the kernel turn ctrl-alt-del into INT. Errors do not matter, as to runit. */
export const becomeProcess1 = (): void =>
  asProcess1(() => {
    libc.setsid();
    libc.reboot(DISABLE_CTRL_ALT_DEL);
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
