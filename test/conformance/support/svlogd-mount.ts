import { execFileSync } from 'node:child_process';
import type { Scenario } from './compare.ts';
import type { Sandbox } from './sandbox.ts';

/** A scenario with a tiny file system at `mnt`, of so many kB. */
export const onTinyDisk =
  <T>(kilobytes: number, story: (box: Sandbox) => Promise<T>): Scenario<T> =>
  async (box) => {
    box.make('mnt', {});
    const at = box.path('mnt');
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'runstate-test', at], { stdio: 'ignore' });
    try {
      return await story(box);
    } finally {
      await box.endPrograms();
      execFileSync('umount', [at], { stdio: 'ignore' });
    }
  };
