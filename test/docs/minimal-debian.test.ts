import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { cacheNamed } from '../support/cache.ts';
import { canUnshare } from '../support/namespace.ts';
import { program, temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';
import { minimalDebian } from './support/minimal-debian.ts';

describe('a cache', () => {
  it.each([undefined, '', 'relative'])('is in ~/.cache where XDG_CACHE_HOME is %j', (asked) => {
    expect(cacheNamed('kept', { XDG_CACHE_HOME: asked })).toBe(join(homedir(), '.cache/kept'));
  });

  it('is where XDG_CACHE_HOME says', () => {
    expect(cacheNamed('kept', { XDG_CACHE_HOME: '/var/cache' })).toBe('/var/cache/kept');
  });
});

const A = { uri: 'http://a/debian', suite: 'bookworm' };
const B = { uri: 'http://b/debian', suite: 'bookworm' };

/** A debootstrap of our own, called with two options, the suite, the directory and the mirror; and a cache of our own. */
const withDebootstrap = (body: string): string => {
  const root = temporary();
  program(join(root, 'bin/debootstrap'), `#!/bin/sh\ncd '${root}'\n${body}\n`);
  vi.stubEnv('PATH', `${join(root, 'bin')}:${process.env.PATH}`);
  vi.stubEnv('XDG_CACHE_HOME', join(root, 'cache'));
  onTestFinished(() => void vi.unstubAllEnvs());
  return root;
};

describe.skipIf(!canUnshare)('a minimal Debian (needs namespaces)', () => {
  it('is made once for each mirror', async () => {
    const root = withDebootstrap('echo "$2 $4" >>calls; mkdir "$3"');
    const made = [await minimalDebian(A), await minimalDebian(A), await minimalDebian(B)] as string[];
    expect(readFileSync(join(root, 'calls'), 'utf8')).toBe('bookworm http://a/debian\nbookworm http://b/debian\n');
    expect(made.map((path) => existsSync(path))).toEqual([true, true, true]);
    expect([made[0] === made[1], made[0] === made[2]]).toEqual([true, false]);
  });

  it('that takes too long is given up, with all that has been started for it, and can be made later', async () => {
    const root = withDebootstrap('[ ! -e hung ] || exec mkdir "$3"\nmkdir "$3"; sleep 100 & echo $! >hung; wait');
    expect(await minimalDebian(A, 1)).toBeUndefined();
    const hung = readFileSync(join(root, 'hung'), 'latin1').trim();
    await until('nobody waits any more', () => !existsSync(`/proc/${hung}`));
    expect(readdirSync(join(root, 'cache/runstate-test'))).toEqual([
      expect.stringMatching(/^\w+\.lock$/),
      expect.stringMatching(/^\w+\.new$/),
    ]);
    expect(readdirSync((await minimalDebian(A))!)).toEqual([]);
  });
});
