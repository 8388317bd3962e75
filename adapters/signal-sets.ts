/** Dispositions, as signal(2) takes them. */
export const SIG_DFL = 0;
export const SIG_IGN = 1;

const LAST_SIGNAL = 64;

/** Numbers of all signals. */
export const everySignal = (): number[] => Array.from({ length: LAST_SIGNAL }, (_, index) => index + 1);

/**
 * What Node ignores unasked: SIGPIPE and SIGXFSZ, whose numbers are the same on every machine that koffi has a binary for.
 * (Asking node:os for them would cost chpst half a millisecond.)
 */
export const NODE_IGNORES: readonly number[] = [13, 25];

/** Whether a set, bit n-1 for signal n, has a signal in it. */
export const hasSignal = (set: bigint, signal: number): boolean => ((set >> BigInt(signal - 1)) & 1n) === 1n;

/** The signals of a set. */
export const signalsIn = (set: bigint): number[] => everySignal().filter((signal) => hasSignal(set, signal));

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * A `sigset_t` of these signals, bit n-1 for signal n. Not made by sigaddset(3), which leaves out 32 and 33: glibc would
 * then have children ignore them.
 */
export const signalSetOf = (signals: readonly number[]): Buffer => {
  const set = Buffer.alloc(128);
  set.writeBigUInt64LE(signals.reduce((bits, signal) => bits | (1n << BigInt(signal - 1)), 0n));
  return isLittleEndian ? set : Buffer.concat([set.subarray(0, 8).reverse(), set.subarray(8)]);
};
