import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DirectoryWatch } from '../../adapters/directory-watch.ts';
import type { PathChanges } from '../../adapters/system.ts';
import { serviceKey } from '../../machines/rules/reconcile.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

/** Watches, and waits for what a change tells. */
const watch = (path: string, paths?: PathChanges) => {
  let told = 0;
  let moves = 0;
  const changed = (): void => {
    told += 1;
    watching.renew();
  };
  const watching = new DirectoryWatch(path, paths, { changed, moved: () => moves++ });
  onTestFinished(() => watching.close());
  watching.renew();
  const after = async (what: string, change: () => void): Promise<void> => {
    const before = told;
    change();
    await until(`${what} is told`, () => told > before);
  };
  /** Whether all is told of the directory that is there now. */
  const tellsAll = (): boolean => watching.tellsAllOf(existsSync(path) ? keyOf(path) : undefined);
  return { after, watching, tellsAll, moves: () => moves };
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

const keyOf = (path: string): string => serviceKey(statSync(path, { bigint: true }));

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

  it('it is where the way is watched as well as the directory, until somebody says that it has changed', async () => {
    const way = paths();
    const path = temporary();
    const { watching, tellsAll, moves, after } = watch(path, way);
    expect([tellsAll(), watching.tellsAllOf('another'), watching.tellsAllOf(undefined)]).toEqual([true, false, false]);
    expect(watching.renew()).toBe(false);
    expect(way.seen.watches).toBe(1);
    way.seen.move();
    expect([moves(), tellsAll()]).toEqual([1, false]);
    // It leads where it led: the directory is watched, and nothing of it is lost.
    expect([watching.renew(true), tellsAll(), way.seen.watches]).toEqual([false, true, 2]);
    await after('a new name', () => mkdirSync(join(path, 'a')));
    watching.close();
    expect([way.seen.ends, watching.renew(), tellsAll(), way.seen.watches]).toEqual([1, false, false, 2]);
  });

  it('it is not where nobody watches the way, and may be later', () => {
    const way = paths();
    way.seen.isUnable = true;
    const { watching, tellsAll } = watch(temporary(), way);
    expect(tellsAll()).toBe(false);
    way.seen.isUnable = false;
    expect([watching.renew(), tellsAll()]).toEqual([false, false]);
    expect([watching.renew(true), tellsAll()]).toEqual([true, true]);
    way.seen.move();
    way.seen.isUnable = true;
    // Its links are watched again, where there are any.
    expect([watching.renew(true), watching.renew(true), tellsAll()]).toEqual([true, false, false]);
    expect(watch(temporary()).tellsAll()).toBe(false);
  });

  it('it is not where the directory is not there', () => {
    expect(watch(join(temporary(), 'later'), paths()).tellsAll()).toBe(false);
  });

  it('it is where a link leads up from another directory than its text says', async () => {
    const path = temporary();
    for (const name of ['run', 'etc/service']) mkdirSync(join(path, name), { recursive: true });
    mkdirSync(join(path, 'var/etc/service'), { recursive: true });
    symlinkSync('../run', join(path, 'var/run'));
    symlinkSync('../etc/service', join(path, 'run/service'));
    const { tellsAll, after } = watch(join(path, 'var/run/service'), paths());
    expect(tellsAll()).toBe(true);
    await after('a name in it', () => mkdirSync(join(path, 'etc/service/a')));
  });

  it('it is once a directory has come that was not there', async () => {
    const path = join(temporary(), 'far/later');
    const { watching, tellsAll, after } = watch(path, paths());
    mkdirSync(path, { recursive: true });
    expect([watching.renew(), tellsAll()]).toEqual([true, true]);
    await after('a name in it', () => mkdirSync(join(path, 'a')));
  });

  it('it is not where another one has taken its place, untold; that is watched before the next look, by its way, too', async () => {
    const way = paths();
    const path = join(temporary(), 'services');
    mkdirSync(path);
    const { watching, tellsAll, after } = watch(path, way);
    const held = openSync(path, 'r');
    onTestFinished(() => closeSync(held));
    rmSync(path, { recursive: true });
    mkdirSync(path);
    expect(tellsAll()).toBe(false);
    expect([watching.renew(), tellsAll(), way.seen.watches, way.seen.ends]).toEqual([true, true, 2, 1]);
    await after('a name in it', () => mkdirSync(join(path, 'a')));
  });

  it('what could not be watched is tried again where that is asked for', () => {
    const path = join(temporary(), 'far/away/later');
    const { watching } = watch(path);
    // Nothing that it tells of can be lost: there is nothing.
    expect([watching.renew(), watching.renew(true), watching.renew(true)]).toEqual([false, false, false]);
    mkdirSync(dirname(path), { recursive: true });
    expect([watching.renew(true), watching.renew(true)]).toEqual([true, false]);
  });
});
