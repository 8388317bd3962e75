import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { toPath } from '../../adapters/bytes.ts';
import type { RunCheck } from './check-script.ts';

/**
 * Checks where posix_spawn(3) is out of reach: Node cannot leave descriptor 1 closed, so it is /dev/null, and cannot
 * tell a script without `#!` from one for the shell.
 */
export const runPortableCheck: RunCheck = (directory) =>
  new Promise((resolve) => {
    const cwd = openSync(toPath(directory), 'r');
    const child = spawn('./check', { cwd: `/proc/${process.pid}/fd/${cwd}`, stdio: ['inherit', 'ignore', 'inherit'] });
    closeSync(cwd);
    child.once('error', (cause: NodeJS.ErrnoException) => resolve({ failed: cause.code ?? 'unknown' }));
    child.once('exit', (code) => resolve({ code }));
  });
