import { readdirSync, readFileSync } from 'node:fs';

/** A process by what the kernel shows of it. */
export type SeenProcess = {
  readonly pid: number;
  /** The program's name, as far as the kernel keeps it: 15 bytes. */
  readonly name: string;
  readonly parent: number;
};

/** `/proc/PID/stat`: the name is in brackets, and may hold anything. */
const STAT = /^(\d+) \(([\s\S]*)\) (\S) (\d+) /;

const seenProcess = (pid: string): SeenProcess | undefined => {
  try {
    const [, , name, state, parent] = STAT.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    return name === undefined || state === 'Z' || state === 'X'
      ? undefined
      : { pid: Number(pid), name, parent: Number(parent) };
  } catch {
    return undefined;
  }
};

/** All live processes that we may see. */
export const allProcesses = (): SeenProcess[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(seenProcess)
    .filter((one) => one !== undefined);
