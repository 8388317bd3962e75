import { constants, endianness } from 'node:os';
import type { Inherited } from './inherited-note.ts';
import * as libc from './libc.ts';

const SIG_DFL = 0;
const SIG_IGN = 1;
const SIG_UNBLOCK = 1;
const NODE_IGNORES: readonly number[] = [constants.signals.SIGPIPE, constants.signals.SIGXFSZ];
const LAST_SIGNAL = 64;

export const hasSignal = (set: bigint, signal: number): boolean => ((set >> BigInt(signal - 1)) & 1n) === 1n;

const signalsIn = (set: bigint): number[] =>
  Array.from({ length: LAST_SIGNAL }, (_, index) => index + 1).filter((signal) => hasSignal(set, signal));

/**
 * A `sigset_t` of these signals, bit n-1 for signal n. Not made by sigaddset(3), which leaves out 32 and 33: glibc would
 * then have children ignore them.
 */
export const signalSetOf = (signals: readonly number[]): Buffer => {
  const set = Buffer.alloc(128);
  set.writeBigUInt64LE(signals.reduce((bits, signal) => bits | (1n << BigInt(signal - 1)), 0n));
  return endianness() === 'LE' ? set : Buffer.concat([set.subarray(0, 8).reverse(), set.subarray(8)]);
};

/** Node, told not to open its debugger, blocks the signal; to runit it is one like any other. */
const heedUsr1 = (): void => {
  libc.setDisposition(constants.signals.SIGUSR1, SIG_DFL);
  libc.threadMask(SIG_UNBLOCK, signalSetOf([constants.signals.SIGUSR1]), null);
};

/**
 * Ignores again what was ignored when the process started, so that children inherit it, and returns the two sets for
 * posix_spawn(3): signals to set back to default, and the mask.
 *
 * @param handled signals that the program handles itself; its children get them at default, as runsv's do.
 */
export const childSignals = (
  inherited: Inherited,
  handled: readonly NodeJS.Signals[],
): { readonly byDefault: Buffer; readonly mask: Buffer } => {
  const own = [...handled, 'SIGCHLD' as const].map((name) => constants.signals[name]);
  const ignored = signalsIn(inherited.ignored).filter((signal) => !own.includes(signal));
  for (const signal of ignored) if (!NODE_IGNORES.includes(signal)) libc.setDisposition(signal, SIG_IGN);
  if (!ignored.includes(constants.signals.SIGUSR1)) heedUsr1();
  const every = Array.from({ length: LAST_SIGNAL }, (_, index) => index + 1);
  return {
    byDefault: signalSetOf(every.filter((signal) => !ignored.includes(signal))),
    mask: signalSetOf(signalsIn(inherited.blocked).filter((signal) => !own.includes(signal))),
  };
};
