import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
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

/** Who has no rights: the tour promises that none are needed. */
const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;
/** A clone in somebody's home may be closed to others. */
const canBeNobody = ((): boolean => {
  try {
    execFileSync(NOBODY[0], [...NOBODY.slice(1), join(ROOT, 'dist/bin/sv'), 'status'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    // 100: it ran, and was called wrongly.
    return (error as { status?: number }).status === 100;
  }
})();

const take = async (as: readonly string[]): Promise<void> => {
  const root = temporary();
  chmodSync(root, 0o777);
  const shell = new TypedShell([...isolated, ...as, ...BASH], {
    ...{ HOME: root, TMPDIR: root, RUNSTATE_RUN: join(root, 'run') },
    PATH: `${join(ROOT, 'dist/bin')}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${dirname(process.execPath)}`,
  });
  expect(await takeTour(shell, tour)).toBe(5);
};

it('the tour of the README is as it says, word for word', () => take([]));
it.skipIf(!canBeNobody)('and for a user without rights (needs root, to become one who can read this)', () =>
  take(NOBODY),
);
