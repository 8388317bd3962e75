import { describe, expect, it } from 'vitest';
import { candidates, tryEach } from '../../../../machines/rules/chpst/search.ts';

describe('the search for a program', () => {
  it.each([
    ['p', undefined, ['/bin/p', '/usr/bin/p']],
    ['p', '', ['./p']],
    ['p', '/a::/b:', ['/a/p', './p', '/b/p', './p']],
    ['./p', '/a', ['./p']],
    ['', '/a', ['/a/']],
  ])('%j in %j', (program, path, files) => expect(candidates(program, path)).toEqual(files));

  it.each([
    [['ENOENT', 'ENOENT'], 'ENOENT', 2],
    [['EACCES', 'ENOENT'], 'EACCES', 2],
    [['EACCES', 'EPERM', 'ENOENT'], 'EPERM', 3],
    [['EISDIR', 'ENOENT'], 'EISDIR', 2],
    [['ENOENT', 'ENOEXEC', 'ENOENT'], 'ENOEXEC', 2],
    [['EACCES', 'ENOTDIR', 'ENOENT'], 'ENOTDIR', 2],
  ])('%j tells %s after %i', (codes, told, count) => {
    const tried: string[] = [];
    const execute = (code: string): string => codes[tried.push(code) - 1]!;
    expect(tryEach(codes, execute)).toBe(told);
    expect(tried).toHaveLength(count);
  });
});
