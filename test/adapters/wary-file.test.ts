import {
  chmodSync,
  closeSync,
  constants,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isClosed, isOpenToOthers } from '../../adapters/trust.ts';
import { createAnew, openWarily, readWarily } from '../../adapters/wary-file.ts';
import { PLANTS } from '../faults/support/attacker.ts';
import { temporary } from '../support/temporary.ts';

const place = (mode: number) => {
  const root = temporary();
  const directory = join(root, 'd');
  mkdirSync(directory);
  chmodSync(directory, mode);
  const other = join(root, 'other');
  writeFileSync(other, 'other\n');
  return { other, path: join(directory, 'file') };
};
const [CLOSED, OPEN] = [0o755, 0o757];

const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
  return undefined;
};

const append = (path: string): void => {
  const fd = openWarily(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, 0o600);
  writeSync(fd, 'more\n');
  closeSync(fd);
};

describe('whom a directory is left to', () => {
  const me = process.geteuid!();
  const group = process.getegid!();
  it.each([
    ['ours', { uid: me, gid: 12_345, mode: 0o40755 }, true],
    ["the superuser's", { uid: 0, gid: 0, mode: 0o40755 }, true],
    ["somebody else's", { uid: 12_345, gid: 0, mode: 0o40755 }, false],
    ['everybody may write', { uid: me, gid: group, mode: 0o41777 }, false],
    ['a group may write', { uid: me, gid: 12_345, mode: 0o40775 }, false],
    ['our group may write', { uid: me, gid: group, mode: 0o40775 }, true],
  ])('%s', (_, stats, is) => {
    expect(isClosed(stats)).toBe(is);
  });

  it('is that of the directory that a path is in', () => {
    expect([CLOSED, OPEN].map((mode) => isOpenToOthers(place(mode).path))).toEqual([false, true]);
  });
});

describe('where somebody else may write', () => {
  it.each([
    ['a symbolic link', 'ELOOP'],
    ['a symbolic link to what is not there', 'ELOOP'],
    ['a link to a file without end', 'ELOOP'],
    ['another name of a file', 'EMLINK'],
    ['a FIFO that nobody reads', 'ENXIO'],
    ['a directory', 'EISDIR'],
  ] as const)('%s is not opened to be written: %s', (kind, code) => {
    const { other, path } = place(OPEN);
    PLANTS[kind](other, path);
    expect(codeOf(() => append(path))).toBe(code);
    expect(readFileSync(other, 'utf8')).toBe('other\n');
    expect(lstatSync(`${other}-new`, { throwIfNoEntry: false })).toBeUndefined();
  });

  it.each([
    ['a symbolic link', 'ELOOP'],
    ['a link to a file without end', 'ELOOP'],
    ['another name of a file', 'EMLINK'],
    ['a FIFO that nobody reads', 'EINVAL'],
    ['a directory', 'EISDIR'],
    ['a huge file', 'EFBIG'],
  ] as const)('%s is not read: %s', (kind, code) => {
    const { other, path } = place(OPEN);
    PLANTS[kind](other, path);
    expect(codeOf(() => readWarily(path, 1000))).toBe(code);
  });

  it('a file is opened, or made', () => {
    const { path } = place(OPEN);
    append(path);
    append(path);
    expect(readWarily(path, 10).bytes.toString()).toBe('more\nmore\n');
    expect(codeOf(() => readWarily(path, 9))).toBe('EFBIG');
  });

  it('a link is followed where it is asked for, to a file', () => {
    const { other, path } = place(OPEN);
    symlinkSync(other, path);
    expect(readWarily(path, 1000, true).bytes.toString()).toBe('other\n');
    const endless = `${path}2`;
    symlinkSync('/dev/zero', endless);
    expect(codeOf(() => readWarily(endless, 1000, true))).toBe('EINVAL');
  });
});

describe('where nobody else may write', () => {
  it('links and other names are good', () => {
    const { other, path } = place(CLOSED);
    symlinkSync(other, path);
    append(path);
    linkSync(other, `${path}2`);
    append(`${path}2`);
    expect(readWarily(path, 1000).bytes.toString()).toBe('other\nmore\nmore\n');
  });

  it('what has no size is read, and no more of it than there may be', () => {
    const { path } = place(CLOSED);
    symlinkSync('/proc/self/stat', path);
    expect(readWarily(path, 1000).bytes.length).toBeGreaterThan(100);
    symlinkSync('/dev/zero', `${path}2`);
    expect(readWarily(`${path}2`, 1000).bytes.length).toBe(1000);
  });
});

describe.each([CLOSED, OPEN])('a file that is made anew, in a directory of mode %o', (mode) => {
  it.each([
    'a symbolic link',
    'a symbolic link to what is not there',
    'another name of a file',
    'a FIFO that nobody reads',
    'a huge file',
  ] as const)('takes the place of %s', (kind) => {
    const { other, path } = place(mode);
    PLANTS[kind](other, path);
    const fd = createAnew(path, 0o640);
    writeSync(fd, 'new\n');
    closeSync(fd);
    expect([readFileSync(path, 'utf8'), lstatSync(path).mode & 0o777]).toEqual(['new\n', 0o640]);
    expect(readFileSync(other, 'utf8')).toBe('other\n');
  });

  it('does not take the place of a directory', () => {
    const { other, path } = place(mode);
    PLANTS['a directory'](other, path);
    expect(codeOf(() => createAnew(path, 0o640))).toBe('EISDIR');
  });
});
