import { execFileSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { canUnshare, WITH_LOOPBACK } from '../support/namespace.ts';
import { temporary } from '../support/temporary.ts';
import { takeTour, tourOf } from './support/tour.ts';
import { TypedShell } from './support/typed-shell.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const [, ...tour] = tourOf(join(ROOT, 'README.md'));
const BASH = ['bash', '--noprofile', '--norc'] as const;

/** A network of its own where that can be had: somebody may have the page open here. */
const isolated = ((): readonly string[] => {
  const words = ['unshare', '--net', ...WITH_LOOPBACK] as const;
  if (!canUnshare) return [];
  try {
    execFileSync(words[0], [...words.slice(1), 'true'], { stdio: 'ignore' });
    return words;
  } catch {
    return [];
  }
})();

it('the tour of the README is as it says, word for word', async () => {
  const root = temporary();
  const shell = new TypedShell([...isolated, ...BASH], {
    ...{ HOME: root, TMPDIR: root, RUNSTATE_RUN: join(root, 'run') },
    PATH: `${join(ROOT, 'dist/bin')}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${dirname(process.execPath)}`,
  });
  expect(await takeTour(shell, tour)).toBe(5);
});
