/**
 * What the process was given before Node changed it. Node clears the signal mask, resets dispositions, ignores SIGPIPE
 * and SIGXFSZ and raises the soft descriptor limit; runit passes all of these on to services as it found them.
 */
export type Inherited = {
  /** Signals that were ignored, bit n-1 for signal n. */
  readonly ignored: bigint;
  /** Signals that were blocked. */
  readonly blocked: bigint;
  /** Soft limit of open descriptors; undefined: as it is now. */
  readonly softDescriptors: bigint | undefined;
};

/** Nothing ignored or blocked: what a service manager started from a clean shell has. */
export const NOTHING_INHERITED: Inherited = { ignored: 0n, blocked: 0n, softDescriptors: undefined };

/**
 * Reads what the launcher noted: `SigIgn SigBlk` in hexadecimal and the soft limit of open files, from
 * `/proc/self/status` and `/proc/self/limits`.
 */
export const parseInherited = (note: string | undefined): Inherited => {
  const [ignored, blocked, soft] = (note ?? '').split(' ');
  if (!/^[0-9a-f]+$/.test(ignored ?? '') || !/^[0-9a-f]+$/.test(blocked ?? '')) return NOTHING_INHERITED;
  return {
    ignored: BigInt(`0x${ignored}`),
    blocked: BigInt(`0x${blocked}`),
    softDescriptors: /^\d+$/.test(soft ?? '') ? BigInt(soft!) : undefined,
  };
};
