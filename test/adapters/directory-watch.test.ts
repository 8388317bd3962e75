import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DirectoryWatch } from '../../adapters/directory-watch.ts';
import type { PathChanges } from '../../adapters/system.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

/** Watches, and waits for what a change tells. */
const watch = (path: string, paths?: PathChanges) => {
  let told = 0;
  let moves = 0;
  const watching = new DirectoryWatch(path, paths, { changed: () => told++, moved: () => moves++ });
  onTestFinished(() => watching.close());
  watching.renew();
  const after = async (what: string, change: () => void): Promise<void> => {
    const before = told;
    change();
    await until(`${what} is told`, () => told > before);
  };
  return { after, watching, moves: () => moves };
};

it('tells of names that come, go and change theirs', async () => {
  const path = temporary();
  const { after } = watch(path);
  await after('a new name', () => mkdirSync(join(path, 'a')));
  await after('a rename', () => renameSync(join(path, 'a'), join(path, 'b')));
  await after('one moved away', () => renameSync(join(path, 'b'), join(temporary(), 'b')));
});

it('follows a chain of links, and each link of it that is switched', async () => {
  const path = temporary();
  for (const name of ['one', 'two']) mkdirSync(join(path, name));
  symlinkSync('one', join(path, 'current'));
  symlinkSync(join(path, 'current'), join(path, 'service'));
  const { after } = watch(join(path, 'service'));
  await after('a name in the first', () => mkdirSync(join(path, 'one/a')));
  await after('the switch', () => {
    symlinkSync('two', join(path, 'next'));
    renameSync(join(path, 'next'), join(path, 'current'));
  });
  await after('a name in the second', () => mkdirSync(join(path, 'two/a')));
});

it('tells of a directory that appears later, and of names in it', async () => {
  const path = temporary();
  const { after } = watch(join(path, 'later'));
  await after('its appearance', () => mkdirSync(join(path, 'later')));
  await after('a name in it', () => writeFileSync(join(path, 'later/a'), ''));
});

it('tells of a directory that replaces another', async () => {
  const path = temporary();
  mkdirSync(join(path, 'services'));
  const { after } = watch(join(path, 'services'));
  await after('the replacement', () => {
    renameSync(join(path, 'services'), join(path, 'old'));
    mkdirSync(join(path, 'services'));
  });
  await after('a name in the new one', () => mkdirSync(join(path, 'services/a')));
});

it('a link to itself, or through a file, is watched without end or exception', () => {
  const path = temporary();
  symlinkSync('loop', join(path, 'loop'));
  writeFileSync(join(path, 'file'), '');
  expect(() => watch(join(path, 'loop'))).not.toThrow();
  expect(() => watch(join(path, 'file/services'))).not.toThrow();
});

describe('whether all changes are told', () => {
  /** Somebody who watches the way to a path, or does not. */
  const paths = () => {
    const seen = { watches: 0, ends: 0, isUnable: false, move: () => {} };
    const watch: PathChanges['watch'] = (_, touched) => {
      if (seen.isUnable) return undefined;
      seen.watches += 1;
      seen.move = touched;
      return () => {
        seen.ends += 1;
      };
    };
    return { seen, watch };
  };

  it('they are where the way is watched as well as the directory, until somebody says that it has changed', async () => {
    const way = paths();
    const path = temporary();
    const { watching, moves, after } = watch(path, way);
    expect(watching.tellsAll).toBe(true);
    watching.renew();
    expect(way.seen.watches).toBe(1);
    way.seen.move();
    expect([moves(), watching.tellsAll]).toEqual([1, false]);
    watching.renew();
    expect([watching.tellsAll, way.seen.watches]).toEqual([true, 2]);
    await after('a new name', () => mkdirSync(join(path, 'a')));
    watching.close();
    expect(way.seen.ends).toBe(1);
  });

  it('they are not where nobody watches the way, and may be later', () => {
    const way = paths();
    way.seen.isUnable = true;
    const { watching } = watch(temporary(), way);
    expect(watching.tellsAll).toBe(false);
    way.seen.isUnable = false;
    watching.renew();
    expect(watching.tellsAll).toBe(true);
    expect(watch(temporary()).watching.tellsAll).toBe(false);
  });

  it('they are not where the directory is not there, or another one is watched than the kernel finds', () => {
    const path = temporary();
    expect(watch(join(path, 'later'), paths()).watching.tellsAll).toBe(false);
    for (const name of ['x', 'y/deep', 'y/x']) mkdirSync(join(path, name), { recursive: true });
    symlinkSync('y/deep', join(path, 'link'));
    expect(watch(`${path}/link/../x`, paths()).watching.tellsAll).toBe(false);
    expect(watch(`${path}/y/deep/../x`, paths()).watching.tellsAll).toBe(true);
  });

  it('they are once a directory has come that was not there', async () => {
    const path = join(temporary(), 'far/later');
    const { watching, after } = watch(path, paths());
    mkdirSync(path, { recursive: true });
    watching.renew();
    expect(watching.tellsAll).toBe(true);
    await after('a name in it', () => mkdirSync(join(path, 'a')));
  });
});
