import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { watchDirectory } from '../../adapters/directory-watch.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

/** Watches, and waits for what a change tells. */
const watch = (path: string) => {
  let told = 0;
  const subscription = watchDirectory(path).subscribe(() => told++);
  onTestFinished(() => subscription.unsubscribe());
  return {
    after: async (what: string, change: () => void): Promise<void> => {
      const before = told;
      change();
      await until(`${what} is told`, () => told > before);
    },
    told: () => told,
    stop: () => subscription.unsubscribe(),
  };
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
