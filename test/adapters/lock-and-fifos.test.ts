import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDirectory } from '../../adapters/directory.ts';
import { NOTHING_INHERITED } from '../../adapters/inherited-note.ts';
import { openFifo, openSupervise, SuperviseError } from '../../adapters/lock-and-fifos.ts';
import { createNativeSystem } from '../../adapters/native-system.ts';
import type { OpenRole } from '../../adapters/place.ts';
import { canMount, tinyFileSystem } from '../support/mounts.ts';
import { temporary } from '../support/temporary.ts';

const system = createNativeSystem(NOTHING_INHERITED, [], () => {});

const open = (path: string, prefix = 'supervise/'): OpenRole => {
  const directory = system.directory(openDirectory(path));
  const descriptors = [directory.fd];
  onTestFinished(() => {
    for (const fd of descriptors) closeSync(fd);
  });
  return openSupervise(directory, prefix, (_, fd) => descriptors.push(fd), system);
};
const failureOf = (act: () => unknown): { message: string; code: string | undefined } => {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(SuperviseError);
    const { message, code } = error as SuperviseError;
    return { message, code };
  }
  throw new Error('did not fail');
};

describe('supervise', () => {
  it('is made, with its lock, for its owner only', () => {
    const path = temporary();
    open(path);
    expect(statSync(join(path, 'supervise')).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, 'supervise/lock'))).toMatchObject({ size: 0 });
    expect(statSync(join(path, 'supervise/lock')).mode & 0o777).toBe(0o600);
  });

  it('is made where its link leads, absolute or relative to the service', () => {
    for (const target of [join(temporary(), 'elsewhere'), 'beside']) {
      const path = temporary();
      symlinkSync(target, join(path, 'supervise'));
      open(path);
      expect(existsSync(join(path, 'supervise/lock'))).toBe(true);
    }
  });

  it('is locked by one only', () => {
    const path = temporary();
    open(path);
    expect(failureOf(() => open(path))).toEqual({ message: 'unable to lock supervise/lock', code: 'EAGAIN' });
    expect(failureOf(() => open(path, 'log/supervise/'))).toMatchObject({
      message: 'unable to lock log/supervise/lock',
    });
  });

  it.each<[string, string, string | undefined, (path: string) => void]>([
    ['a file', 'unable to open supervise/lock', 'ENOTDIR', (path) => writeFileSync(join(path, 'supervise'), '')],
    [
      'a link whose parent is missing',
      'unable to open supervise/lock',
      'ENOENT',
      (path) => symlinkSync('/no/such/parent/dir', join(path, 'supervise')),
    ],
    [
      'a link to itself',
      'unable to open supervise/lock',
      'ELOOP',
      (path) => symlinkSync('supervise', join(path, 'supervise')),
    ],
    [
      'a link with a long target',
      'unable to readlink ./supervise: name too long',
      undefined,
      (path) => symlinkSync('x'.repeat(256), join(path, 'supervise')),
    ],
    [
      'a directory whose lock is one',
      'unable to open supervise/lock',
      'EISDIR',
      (path) => mkdirSync(join(path, 'supervise/lock'), { recursive: true }),
    ],
  ])('is %s', (_, message, code, make) => {
    const path = temporary();
    make(path);
    expect(failureOf(() => open(path))).toEqual({ message, code });
  });

  it.skipIf(!canMount)('cannot be made on a read-only file system (needs permission to mount)', () => {
    const disk = tinyFileSystem()!;
    mkdirSync(join(disk.path, 'made/supervise'), { recursive: true });
    mkdirSync(join(disk.path, 'new'));
    disk.readOnly();
    const message = 'unable to open supervise/lock';
    expect(failureOf(() => open(join(disk.path, 'made')))).toEqual({ message, code: 'EROFS' });
    expect(failureOf(() => open(join(disk.path, 'new')))).toEqual({ message, code: 'ENOENT' });
  });
});

describe('a FIFO', () => {
  it('is made for its owner only, and opened again as it is', () => {
    const path = temporary();
    const role = open(path);
    openFifo(role, 'control', constants.O_RDWR, 'open');
    expect(statSync(join(path, 'supervise/control')).isFIFO()).toBe(true);
    expect(statSync(join(path, 'supervise/control')).mode & 0o777).toBe(0o600);
    expect(openFifo(role, 'control', constants.O_RDWR, 'open')).toBeGreaterThan(2);
  });

  it.each(['control', 'ok'])('is not what else has its name: %s', (name) => {
    const path = temporary();
    const role = open(path);
    writeFileSync(join(path, 'supervise', name), '');
    expect(failureOf(() => openFifo(role, name, constants.O_RDWR, 'open'))).toEqual({
      message: `supervise/${name} exists but is not a fifo`,
      code: undefined,
    });
  });

  it('that cannot be looked at is told of', () => {
    const path = temporary();
    const role = open(path, 'log/supervise/');
    symlinkSync('nowhere', join(path, 'supervise/control'));
    expect(failureOf(() => openFifo(role, 'control', constants.O_RDWR, 'open'))).toEqual({
      message: 'unable to stat log/supervise/control',
      code: 'ENOENT',
    });
  });

  it('leaves nothing open when it fails', () => {
    const path = temporary();
    const role = open(path);
    const before = readdirSync('/proc/self/fd').length;
    writeFileSync(join(path, 'supervise/ok'), '');
    failureOf(() => openFifo(role, 'ok', constants.O_RDONLY, 'read'));
    expect(readdirSync('/proc/self/fd')).toHaveLength(before);
  });

  it('may have been made by somebody else', () => {
    const path = temporary();
    mkdirSync(join(path, 'supervise'));
    execFileSync('mkfifo', [join(path, 'supervise/ok')]);
    expect(openFifo(open(path), 'ok', constants.O_RDONLY, 'read')).toBeGreaterThan(2);
  });
});
