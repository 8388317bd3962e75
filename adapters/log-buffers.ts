/** Buffers that loggers share: one is held only while there is something in it. */
export type Buffers = {
  /** A buffer of this many bytes or more; what is in it does not count. */
  take(size: number): Uint8Array;
  give(bytes: Uint8Array): void;
};

/** Buffers that are kept for the next taker; more than these are only needed while disks are slow. */
const KEPT = 4;

export const createBuffers = (): Buffers => {
  const free: Uint8Array[] = [];
  return {
    take(size) {
      const fitting = free.findIndex(({ length }) => length >= size);
      return fitting < 0 ? new Uint8Array(size) : free.splice(fitting, 1)[0]!;
    },
    give(bytes) {
      if (free.length < KEPT) free.push(bytes);
    },
  };
};
