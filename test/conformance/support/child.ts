import { constants, openSync, readdirSync, readFileSync } from 'node:fs';
import { commandLine, family, isAsleep, procLink, statFields, statusValue } from './proc.ts';
import type { Sandbox } from './sandbox.ts';
import { until } from './until.ts';

/** Linux's value; Node has no name for it. */
const O_CLOEXEC = 0o2000000;
const ACCESS = ['read', 'write', 'both'];

const flagsOf = (pid: number, fd: number | string): number =>
  Number.parseInt(/^flags:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'latin1'))![1]!, 8);

/** How a descriptor was opened. */
export const accessOf = (pid: number, fd: number): string => ACCESS[flagsOf(pid, fd) & 3]!;

/** What a descriptor is: the kind of file, and how it was opened. */
export const descriptor = (box: Sandbox, pid: number, fd: string): string => {
  const target = procLink(pid, `fd/${fd}`) ?? 'gone';
  const flags = flagsOf(pid, fd);
  const isOurPipe = target.endsWith('/supervise/logpipe');
  const kind = isOurPipe || target.startsWith('pipe:') ? 'pipe' : target.replace(box.directory, '');
  return [
    `${fd}:`,
    kind.replace(/\d+\.(out|err)/, '$1'),
    // Row R03: the writing end of our pipe is open for reading too. Pinned on its own, not in every list.
    isOurPipe && fd === '1' ? 'write' : ACCESS[flags & 3]!,
    ...((flags & constants.O_NONBLOCK) !== 0 ? ['nonblocking'] : []),
    ...((flags & constants.O_APPEND) !== 0 ? ['append'] : []),
    ...((flags & O_CLOEXEC) !== 0 ? ['cloexec'] : []),
  ].join(' ');
};

/** All that a program was given by whoever started it, as the kernel tells it from outside. */
export const givenTo = (box: Sandbox, pid: number, runsv: number) => {
  const [mine, theirs] = [family(pid), family(runsv)];
  const limits = readFileSync(`/proc/${pid}/limits`, 'latin1');
  return {
    argv: commandLine(pid),
    // Sorted: where a variable stands means nothing to a program.
    environment: readFileSync(`/proc/${pid}/environ`, 'latin1').replaceAll(box.directory, 'SANDBOX').split('\0').sort(),
    cwd: procLink(pid, 'cwd')?.replace(box.directory, 'SANDBOX'),
    descriptors: readdirSync(`/proc/${pid}/fd`).map((fd) => descriptor(box, pid, fd)),
    ignored: statusValue(pid, 'SigIgn'),
    blocked: statusValue(pid, 'SigBlk'),
    caught: statusValue(pid, 'SigCgt'),
    umask: statusValue(pid, 'Umask'),
    limits: limits.split('\n').slice(1),
    nice: statFields(pid)[16],
    childOfRunsv: mine.parent === runsv,
    sameGroup: mine.group === theirs.group,
    sameSession: mine.session === theirs.session,
  };
};

/** Pid of the process of a sandbox whose command line begins so. */
export const processCalled = async (box: Sandbox, runsv: number, argv0: string): Promise<number> =>
  until(`${argv0} runs`, () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .find((pid) => isIn(box, pid) && family(pid).parent === runsv && commandLine(pid)[0] === argv0 && isAsleep(pid)),
  );

const isIn = (box: Sandbox, pid: number): boolean => procLink(pid, 'cwd')?.startsWith(box.directory) ?? false;

/** A FIFO that is open for writing as long as the sandbox's owner lives: `cat` on it waits. */
export const endlessInput = (path: string): number => openSync(path, constants.O_RDWR);
