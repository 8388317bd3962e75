import { closeSync, openSync, readFileSync } from 'node:fs';
import { toPath } from '../../adapters/bytes.ts';
import { type Inherited, NOTHING_INHERITED } from '../../adapters/inherited-note.ts';
import { createNativeProcesses } from '../../adapters/native-processes.ts';
import { createSpawn } from '../../adapters/spawn.ts';
import type { CheckResult, RunCheck } from './check-script.ts';

/** O_PATH: a directory that may be entered need not be readable. Node has no name for it. */
const O_PATH = 0o10000000;

const rethrow = (cause: unknown): never => {
  throw cause;
};

/**
 * Node raised the soft limit of open files, and the launcher, which is to be quick, did not note it: sv has it from its
 * parent, who still knows.
 */
const inheritedFromParent = (): Inherited => {
  try {
    const [, soft] = /^Max open files +(\d+)/m.exec(readFileSync(`/proc/${process.ppid}/limits`, 'utf8')) ?? [];
    return soft === undefined ? NOTHING_INHERITED : { ...NOTHING_INHERITED, softDescriptors: BigInt(soft) };
  } catch {
    return NOTHING_INHERITED;
  }
};

/** Checks through posix_spawn(3): descriptor 1 is closed, the others and the environment are sv's own. */
export const createNativeCheck = (): RunCheck => {
  const processes = createNativeProcesses(createSpawn(inheritedFromParent(), []), rethrow);
  const start = (cwd: number): Promise<CheckResult> =>
    new Promise((resolve) => {
      processes.start(
        { file: 'check', argv: ['./check'], cwd, stdout: 'closed', session: false },
        {
          started: () => {},
          failed: (failed) => resolve({ failed }),
          exited: ({ code }) => resolve({ code }),
        },
      );
    });
  return async (directory) => {
    const cwd = openSync(toPath(directory), O_PATH);
    // A listener for SIGCHLD does not keep the process alive.
    const awake = setInterval(() => {}, 60_000);
    try {
      return await start(cwd);
    } finally {
      clearInterval(awake);
      closeSync(cwd);
    }
  };
};
