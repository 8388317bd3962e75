import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Whether a process exists and is no zombie. */
export const alive = (pid: number): boolean => !['Z', 'X', ''].includes(processState(pid));

/** The letter of `/proc/PID/stat`: R S D T Z; empty where there is no such process. */
export const processState = (pid: number): string => statFields(pid)[0] ?? '';

/** Fields of `/proc/PID/stat` from the third (state) on; the name before them may hold anything. */
export const statFields = (pid: number): string[] => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
};

/** Parent, process group and session. */
export const family = (pid: number): { parent: number; group: number; session: number } => {
  const [, parent, group, session] = statFields(pid).map(Number);
  return { parent: parent!, group: group!, session: session! };
};

/** One value of `/proc/PID/status`, such as `SigIgn` or `Umask`. */
export const statusValue = (pid: number, name: string): string | undefined =>
  new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];

/** Where a link of `/proc/PID` points; undefined where the process is gone. */
export const procLink = (pid: number, name: string): string | undefined => {
  try {
    return readlinkSync(`/proc/${pid}/${name}`);
  } catch {
    return undefined;
  }
};

/** Every process whose working directory lies in `directory`, deleted or not. */
export const processesUnder = (directory: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => `${procLink(pid, 'cwd') ?? ''}/`.startsWith(`${directory}/`) && alive(pid));

/** Command line as the kernel has it, one string for each argument, bytes as Latin-1 characters. */
export const commandLine = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').slice(0, -1);

/** Children of a process's main thread, zombies included: a child is gone only when its parent has heard of its end. */
export const childrenOf = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
};

/**
 * Whether a program waits for something, as it does not while it is being loaded: until then its descriptors are those
 * of libraries, opened and closed one after another.
 */
export const isAsleep = (pid: number): boolean => processState(pid) === 'S';

/** Whether a process that sleeps only where it waits for events has taken every signal that was sent to it before. */
export const hasTakenSignals = (pid: number): boolean =>
  isAsleep(pid) && ['SigPnd', 'ShdPnd'].every((name) => /^0*$/.test(statusValue(pid, name) ?? ''));
