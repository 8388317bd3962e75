import { closeSync, openSync } from 'node:fs';
import * as libc from './libc.ts';
import { readOwn } from './stderr-pipe.ts';

const F_DUPFD_CLOEXEC = 1030;
/** Above the standard descriptors. */
const FIRST_FREE = 3;
const STANDARD = [0, 1, 2] as const;

/** The terminal, for ourselves alone. */
export type Takeover = {
  /** Open on what was standard output. */
  readonly terminal: number;
  /** Puts the three standard descriptors back. */
  release(): void;
};

/**
 * Keeps the terminal from the programs we start: they inherit an empty standard input, and pipes that are read here as
 * standard output and error. A screen that is being drawn is not torn then.
 *
 * @param heard a chunk of what they said.
 */
export const takeTerminal = (heard: (chunk: Buffer) => void): Takeover => {
  const kept = STANDARD.map((fd) => {
    const copy: number = libc.fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FREE);
    if (copy < 0) throw new Error(`unable to duplicate descriptor ${fd}: ${libc.errno()}`);
    return copy;
  });
  const failure = readOwn([1, 2], heard);
  if (typeof failure === 'string') throw new Error(`unable to create pipe for output: ${failure}`);
  const nothing = openSync('/dev/null', 'r');
  libc.dup2(nothing, 0);
  closeSync(nothing);
  return {
    terminal: kept[1]!,
    release() {
      for (const fd of STANDARD) libc.dup2(kept[fd]!, fd);
    },
  };
};
