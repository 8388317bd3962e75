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
  /** Soft limits that the launcher has raised for Node, by the names of setrlimit(2): as they were; -1: unlimited. */
  readonly softLimits?: ReadonlyMap<string, bigint>;
  /** Open descriptors above 2: Node marks them close-on-exec, runit passes them on. */
  readonly descriptors: readonly number[];
  /** Whether there was a standard input: Node puts `/dev/null` in the place of one that is closed. */
  readonly hasInput: boolean;
  /** Which of 0, 1 and 2 were open, `/dev/null` standing in for the others; left out: all. */
  readonly standard?: readonly number[];
  /** The process is another program's: its signals stay as they are, and it has children of its own. */
  readonly isGuest?: boolean;
  /** The environment as `/proc/PID/environ` has it; left out: as it is now. */
  readonly environment?: Buffer;
};

/** Nothing ignored or blocked: what a service manager started from a clean shell has. */
export const NOTHING_INHERITED: Inherited = {
  ignored: 0n,
  blocked: 0n,
  softDescriptors: undefined,
  descriptors: [],
  hasInput: true,
};

/**
 * Reads what the launcher noted from `/proc`: `SigIgn SigBlk` in hexadecimal, the soft limit of open files, and the open
 * descriptors. Where there was a limit to read there was a list: an empty one says that nothing was open.
 */
export const parseInherited = (note: string | undefined): Inherited => {
  const [ignored, blocked, soft, ...descriptors] = (note ?? '').split(' ');
  if (!/^[0-9a-f]+$/.test(ignored ?? '') || !/^[0-9a-f]+$/.test(blocked ?? '')) return NOTHING_INHERITED;
  const open = descriptors.map(Number);
  const isListed = Boolean(soft);
  return {
    ignored: BigInt(`0x${ignored}`),
    blocked: BigInt(`0x${blocked}`),
    softDescriptors: /^\d+$/.test(soft ?? '') ? BigInt(soft!) : undefined,
    descriptors: open.filter((fd) => fd > 2),
    hasInput: !isListed || open.includes(0),
    ...(isListed ? { standard: open.filter((fd) => fd <= 2) } : {}),
  };
};

/** The note that {@link parseInherited} reads, for a program that this one becomes. */
export const noteOf = ({ ignored, blocked, softDescriptors, descriptors, standard }: Inherited): string =>
  [ignored.toString(16), blocked.toString(16), softDescriptors ?? '', ...(standard ?? []), ...descriptors].join(' ');

/** Reads what the launcher noted of limits: `DATA=100000 AS=unlimited`. */
export const parseSoftLimits = (note: string): ReadonlyMap<string, bigint> =>
  new Map(
    [...note.matchAll(/([A-Z]+)=(\d+|unlimited)/g)].map(([, name, value]) => [
      name!,
      value === 'unlimited' ? -1n : BigInt(value!),
    ]),
  );
