import { execFileSync } from 'node:child_process';

/** Whether strace is installed, and may trace. */
export const canTrace = ((): boolean => {
  try {
    execFileSync('strace', ['-o', '/dev/null', '-e', 'trace=fsync', '/bin/true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
