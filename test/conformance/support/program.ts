import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { execa } from 'execa';
import { until } from './until.ts';

/** How a program ended. */
export type Ending = { readonly code: number | undefined; readonly signal: string | undefined };

export type StartOptions = {
  /** The whole environment; left out, a small fixed one. */
  readonly env?: Readonly<Record<string, string>>;
  /** A command that is put in front, such as `env --block-signal=USR1`: it must exec what follows it. */
  readonly through?: readonly string[];
  /** Descriptor for standard input; left out, /dev/null. */
  readonly stdin?: number;
  /** Working directory within the sandbox. */
  readonly cwd?: string;
};

/** A program in a session of its own, its output in files so that services may hold it open for as long as they like. */
export type Program = {
  readonly pid: number;
  /** Set as soon as it has ended. */
  readonly result: Ending | undefined;
  stdout(): string;
  stderr(): string;
  /** Sends a signal to the program alone. */
  signal(signal: NodeJS.Signals): void;
  /** Waits for the end. */
  ended(): Promise<Ending>;
};

/** A plain environment: what a scenario observes must not depend on who runs the tests. */
export const PLAIN_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' } as const;

let serial = 0;

/** Starts a program; see {@link Program}. */
export const startProgram = (
  sandbox: string,
  file: string,
  args: readonly string[],
  { env = PLAIN_ENVIRONMENT, through = [], stdin, cwd = '.' }: StartOptions,
): Program => {
  const [command, ...rest] = [...through, file, ...args];
  mkdirSync(`${sandbox}/.output`, { recursive: true });
  const out = `${sandbox}/.output/${serial}.out`;
  const err = `${sandbox}/.output/${serial++}.err`;
  const [outFd, errFd] = [openSync(out, 'a'), openSync(err, 'a')];
  const subprocess = execa(command!, rest, {
    cwd: `${sandbox}/${cwd}`,
    env: { ...env },
    extendEnv: false,
    stdin: stdin === undefined ? 'ignore' : descriptor(stdin),
    stdout: descriptor(outFd),
    stderr: descriptor(errFd),
    detached: true,
    reject: false,
    cleanup: false,
    buffer: false,
    forceKillAfterDelay: false,
  });
  closeSync(outFd);
  closeSync(errFd);
  let result: Ending | undefined;
  const ending = subprocess.then(({ exitCode, signal }) => {
    result = { code: exitCode, signal };
    return result;
  });
  const pid = subprocess.pid ?? 0;
  return {
    pid,
    get result() {
      return result;
    },
    stdout: () => readFileSync(out, 'latin1'),
    stderr: () => readFileSync(err, 'latin1'),
    signal: (signal) => void process.kill(pid, signal),
    ended: async () => {
      await until(`${file} ${args.join(' ')} ends`, () => result !== undefined);
      return ending;
    },
  };
};

/** execa takes any descriptor; its types know the single digits only. */
const descriptor = (fd: number): 3 => fd as 3;
