import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Directory, openDirectory } from '../../adapters/directory.ts';
import { temporary } from '../support/temporary.ts';
import { withoutDescriptors } from './support/descriptors.ts';
import { DIRECTORIES } from './support/role.ts';

it('stays the same directory whatever its name becomes', () => {
  const path = temporary();
  mkdirSync(join(path, 'a'));
  const { fd, base } = openDirectory(join(path, 'a'));
  onTestFinished(() => closeSync(fd));
  renameSync(join(path, 'a'), join(path, 'b'));
  mkdirSync(join(path, 'a'));
  writeFileSync(`${base}/mark`, '');
  expect(existsSync(join(path, 'b/mark'))).toBe(true);
  expect(existsSync(join(path, 'a/mark'))).toBe(false);
});

it.each<[string, string, (path: string) => void]>([
  ['nothing', 'ENOENT', () => {}],
  ['a file', 'ENOTDIR', (path) => writeFileSync(path, '')],
  ['a link to nowhere', 'ENOENT', (path) => symlinkSync('nowhere', path)],
])('%s is no directory: %s', (_, code, make) => {
  const path = join(temporary(), 'service');
  make(path);
  expect(() => openDirectory(path)).toThrow(expect.objectContaining({ code, syscall: 'open' }));
});

it.skipIf(process.getuid!() === 0)('one that may not be entered is refused (root may enter all)', () => {
  const path = temporary();
  chmodSync(path, 0o600);
  expect(() => openDirectory(path)).toThrow(expect.objectContaining({ code: 'EACCES' }));
});

const { O_WRONLY, O_CREAT, O_EXCL, O_RDONLY } = constants;

describe.each(DIRECTORIES)('%s', (_, make) => {
  const open = (): Directory & { readonly path: string } => {
    const path = temporary();
    const directory = make(openDirectory(path));
    onTestFinished(() => closeSync(directory.fd));
    return Object.assign(directory, { path });
  };
  const write = (directory: Directory, name: string, text: string): void => {
    const fd = directory.open(name, O_WRONLY | O_CREAT | O_EXCL, 0o640);
    writeSync(fd, text);
    closeSync(fd);
  };

  it('opens, makes and renames what is in it, and not in what has its name by then', () => {
    const directory = open();
    renameSync(directory.path, `${directory.path}-moved`);
    onTestFinished(() => rmSync(`${directory.path}-moved`, { recursive: true }));
    mkdirSync(directory.path);
    write(directory, 'first', 'one\n');
    directory.rename('first', 'second');
    expect(readFileSync(`${directory.path}-moved/second`, 'latin1')).toBe('one\n');
    expect(statSync(`${directory.path}-moved/second`).mode & 0o777).toBe(0o640 & ~process.umask());
    const fd = directory.open('second', O_RDONLY);
    onTestFinished(() => closeSync(fd));
    expect(fstatSync(fd).size).toBe(4);
    expect([directory.has('first'), directory.has('second'), existsSync(join(directory.path, 'second'))]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('leaves no descriptor to a program that is executed', () => {
    const directory = open();
    write(directory, 'file', '');
    const fd = directory.open('file', O_RDONLY);
    onTestFinished(() => closeSync(fd));
    expect(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1')).toMatch(/^flags:\s+02\d{6}$/m);
  });

  it('throws as node:fs does', () => {
    const directory = open();
    write(directory, 'file', '');
    const failures: [() => unknown, object][] = [
      [() => directory.open('nothing', O_RDONLY), { code: 'ENOENT', syscall: 'open' }],
      [() => directory.open('file', O_WRONLY | O_CREAT | O_EXCL), { code: 'EEXIST', syscall: 'open' }],
      [() => directory.rename('nothing', 'file'), { code: 'ENOENT', syscall: 'rename' }],
      [() => withoutDescriptors(() => directory.open('file', O_RDONLY)), { code: 'EMFILE', syscall: 'open' }],
    ];
    for (const [act, failure] of failures) expect(act).toThrow(expect.objectContaining(failure));
  });

  it('makes a FIFO once, and says so', () => {
    const directory = open();
    expect([directory.makeFifo('fifo', 0o600), directory.makeFifo('fifo', 0o600)]).toEqual([true, false]);
    const { mode } = lstatSync(join(directory.path, 'fifo'));
    expect([mode & constants.S_IFMT, mode & 0o777]).toEqual([constants.S_IFIFO, 0o600]);
  });

  it('lacks only what is certainly not there, and has only what certainly is', () => {
    const directory = open();
    const { path } = directory;
    mkdirSync(join(path, 'directory'));
    writeFileSync(join(path, 'file'), '');
    symlinkSync('file', join(path, 'link'));
    symlinkSync('nothing', join(path, 'dangling'));
    // It cannot be looked at what is there.
    symlinkSync('loop', join(path, 'loop'));
    const names = ['directory', 'file', 'link', 'dangling', 'loop', 'nothing'];
    const lacking = (): string[] => names.filter((name) => directory.lacks(name));
    expect([lacking(), names.filter((name) => directory.has(name))]).toEqual([
      ['dangling', 'nothing'],
      ['directory', 'file', 'link'],
    ]);
    // Of one that was removed while it was held nothing is left.
    rmSync(path, { recursive: true });
    expect(lacking()).toEqual(names);
  });
});
