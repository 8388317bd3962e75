import { chmodSync, closeSync, existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDirectory } from '../../adapters/place.ts';
import { temporary } from '../support/temporary.ts';

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
