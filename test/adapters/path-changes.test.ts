import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toPath } from '../../adapters/bytes.ts';
import { createPathChanges } from '../../adapters/path-changes.ts';
import { createPipes } from '../../adapters/pipes.ts';
import { canMount } from '../support/mounts.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';
import { isToldHere, UNCHANGING } from './support/path-changes.ts';

const pipes = createPipes((cause) => {
  throw cause;
});
const changes = createPathChanges(pipes, UNCHANGING);

/** Descriptors that watches have. */
const openDescriptors = (): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return ['anon_inode:inotify', UNCHANGING].includes(readlinkSync(`/proc/self/fd/${fd}`));
    } catch {
      return false;
    }
  }).length;

/** Watches a path: how often it was told of. */
const watch = (path: string, { watch } = changes) => {
  const seen = { count: 0, end: watch(path, () => (seen.count += 1)) };
  onTestFinished(() => seen.end?.());
  return seen;
};

/** Waits until somebody has heard of what was done after everything else. */
const pass = async (): Promise<void> => {
  const link = join(temporary(), 'link');
  symlinkSync('.', link);
  const last = watch(link);
  rmSync(link);
  await until('the last one is told', () => last.count === 1);
};

/** A directory of services, by a way with two links, one of them over its parent. */
const wayTo = () => {
  const base = temporary();
  mkdirSync(join(base, 'a/sets/default/svc'), { recursive: true });
  mkdirSync(join(base, 'a/sets/other'));
  symlinkSync('default', join(base, 'a/sets/current'));
  symlinkSync('../a/sets/current', join(base, 'a/service'));
  symlinkSync(join(base, 'a'), join(base, 'b'));
  return { base, path: join(base, 'b/service') };
};

describe.skipIf(!isToldHere)('the way to a directory (needs a local file system for temporary files)', () => {
  it.each<[string, (base: string) => void]>([
    ['a link is exchanged', (base) => exchange('other', join(base, 'a/sets/current'))],
    ['a link is exchanged that another one leads to', (base) => exchange('../a/sets/other', join(base, 'a/service'))],
    ['a link has gone', (base) => rmSync(join(base, 'a/sets/current'))],
    ['a link over its parent is exchanged', (base) => exchange('/', join(base, 'b'))],
    ['the directory has another name', (base) => renameSync(join(base, 'a/sets/default'), join(base, 'a/sets/x'))],
    ['it has gone', (base) => rmSync(join(base, 'a/sets/default'), { recursive: true })],
    ['one above it has another name', (base) => renameSync(join(base, 'a/sets'), join(base, 'a/x'))],
    ['one far above it has another name', (base) => renameSync(base, `${base}-x`)],
  ])('is told of once where %s', async (_, change) => {
    const { base, path } = wayTo();
    onTestFinished(() => rmSync(`${base}-x`, { recursive: true, force: true }));
    const seen = watch(path);
    expect(seen.end).toBeDefined();
    change(base);
    await until('it is told', () => seen.count > 0);
    if (existsSync(base)) renameSync(base, `${base}-x`);
    await pass();
    expect(seen.count).toBe(1);
  });

  it('is told of where a link is exchanged that has another name', async () => {
    const { base, path } = wayTo();
    linkSync(join(base, 'a/sets/current'), join(base, 'another'));
    const seen = watch(path);
    exchange('other', join(base, 'a/sets/current'));
    await until('it is told', () => seen.count === 1);
  });

  it('is not told of where a link leaves a directory again', () => {
    const { base } = wayTo();
    symlinkSync('sets/../sets/default', join(base, 'a/odd'));
    symlinkSync('../a/../a/sets', join(base, 'a/odder'));
    expect([watch(join(base, 'a/odd')).end, watch(join(base, 'a/odder')).end]).toEqual([undefined, undefined]);
  });

  it('is not what is in it, nor beside it', async () => {
    const { base, path } = wayTo();
    const seen = watch(path);
    mkdirSync(join(path, 'new'));
    rmSync(join(path, 'svc'), { recursive: true });
    writeFileSync(join(base, 'file'), '');
    renameSync(join(base, 'a/sets/other'), join(base, 'a/sets/another'));
    for (const name of ['a', 'file', 'a/sets/another', 'b/service/new']) chmodSync(join(base, name), 0o700);
    await pass();
    expect(seen.count).toBe(0);
  });

  it('says nothing once the watch has ended, and keeps nothing open', async () => {
    const { base, path } = wayTo();
    const before = openDescriptors();
    const seen = watch(path);
    expect(openDescriptors()).toBe(before + 2);
    seen.end!();
    expect(openDescriptors()).toBe(before);
    exchange('other', join(base, 'a/sets/current'));
    await pass();
    expect(seen.count).toBe(0);
    const told = watch(path);
    renameSync(base, `${base}-x`);
    onTestFinished(() => rmSync(`${base}-x`, { recursive: true }));
    await until('it is told', () => told.count === 1);
    expect(openDescriptors()).toBe(before);
    // To be called by who does not know yet that it was told.
    told.end!();
  });

  it('may have a name that is no text', async () => {
    const path = `${temporary()}/\udcff`;
    mkdirSync(toPath(path));
    const seen = watch(path);
    renameSync(toPath(path), toPath(`${path}-x`));
    await until('it is told', () => seen.count === 1);
  });

  it.skipIf(!canMount)(
    'is told of where something is mounted over it, and taken away (needs permission to mount)',
    async () => {
      const { base, path } = wayTo();
      const over = join(base, 'a/sets');
      const mounts = createPathChanges(pipes);
      const seen = watch(path, mounts);
      execFileSync('mount', ['-t', 'tmpfs', 'runstate-test', over]);
      onTestFinished(() => void (existsSync(join(over, 'default')) || execFileSync('umount', [over])));
      await until('it is told', () => seen.count === 1);
      mkdirSync(join(over, 'current'));
      const mounted = watch(path, mounts);
      expect(mounted.end).toBeDefined();
      execFileSync('umount', [over]);
      await until('it is told', () => mounted.count === 1);
    },
  );
});

describe('of some paths not all changes would be told', () => {
  it.each([
    ['the kernel’s own file systems', '/proc'],
    ['what is in them', '/proc/self'],
    ['a way through them', '/proc/self/cwd'],
    ['one that begins where we are', 'adapters'],
    ['one that leaves a directory again', '/usr/../tmp'],
  ])('%s', (_, path) => {
    const before = openDescriptors();
    expect(watch(path).end).toBeUndefined();
    expect(openDescriptors()).toBe(before);
  });

  it.each<[string, (base: string) => void]>([
    ['one that is not there', () => {}],
    ['a link into nowhere', (base) => symlinkSync('nowhere', join(base, 'services'))],
    ['a link to itself', (base) => symlinkSync('services', join(base, 'services'))],
  ])('%s', (_, make) => {
    const base = temporary();
    make(base);
    const before = openDescriptors();
    expect(watch(join(base, 'services')).end).toBeUndefined();
    expect(openDescriptors()).toBe(before);
  });

  it('one behind a file', () => {
    const path = join(temporary(), 'file');
    writeFileSync(path, '');
    expect(watch(join(path, 'services')).end).toBeUndefined();
  });
});

function exchange(target: string, link: string): void {
  const next = join(dirname(link), `${basename(link)}.next`);
  symlinkSync(target, next);
  renameSync(next, link);
}
