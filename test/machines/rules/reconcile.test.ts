import { describe, expect, it } from 'vitest';
import { byKey, serviceKey, type Verdict, verdictOn } from '../../../machines/rules/reconcile.ts';

describe('identity', () => {
  it('is device and inode', () => {
    expect(serviceKey({ dev: 1n, ino: 23n })).toBe('1:23');
    expect(serviceKey({ dev: 12n, ino: 3n })).not.toBe(serviceKey({ dev: 1n, ino: 23n }));
    // Larger than a JavaScript number holds.
    expect(serviceKey({ dev: 1n, ino: 2n ** 63n })).not.toBe(serviceKey({ dev: 1n, ino: 2n ** 63n + 1n }));
  });

  it('of two names for one directory the first counts', () => {
    const seen = byKey([
      { name: 'b', dev: 1n, ino: 1n },
      { name: 'a', dev: 1n, ino: 1n },
      { name: 'c', dev: 1n, ino: 2n },
    ]);
    expect([...seen.values()].map(({ name }) => name)).toEqual(['b', 'c']);
  });
});

describe('after a look', () => {
  it.each<[string, { seen?: boolean; unknown?: boolean; dangling?: boolean; missed?: boolean }, Verdict]>([
    ['seen', { seen: true }, 'keep'],
    ['seen under another name while its old link leads nowhere', { seen: true, dangling: true }, 'keep'],
    ['not seen', {}, 'remove'],
    ['could not be looked at', { unknown: true }, 'keep'],
    ['could not be looked at, twice', { unknown: true, missed: true }, 'keep'],
    ['its link leads nowhere', { dangling: true }, 'miss'],
    ['its link leads nowhere again', { dangling: true, missed: true }, 'remove'],
    ['its link leads nowhere, then is gone', { missed: true }, 'remove'],
  ])('%s', (_, { seen = false, unknown, dangling, missed = false }, verdict) => {
    const names = (there: boolean | undefined) => new Set(there ? ['a'] : ['b']);
    expect(verdictOn({ name: 'a', missed }, seen, names(unknown), names(dangling))).toBe(verdict);
  });
});
