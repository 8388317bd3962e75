import { constants } from 'node:os';
import { expect, it } from 'vitest';
import { errnoText } from '../../../machines/rules/errno-text.ts';

it.each([
  ['ENOENT', 'file does not exist'],
  ['EACCES', 'access denied'],
  ['EPERM', 'permission denied'],
  ['ENOEXEC', 'exec format error'],
  ['ENOSPC', 'out of disk space'],
  ['EROFS', 'read-only file system'],
  ['ENXIO', 'device not configured'],
  ['EAGAIN', 'temporary failure'],
  ['EISDIR', 'is a directory'],
  ['ENOTDIR', 'not a directory'],
  ['ENAMETOOLONG', 'file name too long'],
  ['EMFILE', 'process cannot open more files'],
])('%s: %s', (code, text) => expect(errnoText(code)).toBe(text));

it.each(['ELIBACC', 'E4095', ''])('%j: runit has no words for it', (code) => {
  expect(errnoText(code)).toBe('unknown error');
});

it('knows names as Node has them', () => {
  const known = Object.keys(constants.errno).filter((code) => errnoText(code) !== 'unknown error');
  expect(known.length).toBeGreaterThan(70);
});
