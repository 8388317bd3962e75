import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const TEST_FILE = /test\/[\w./-]+\.test\.ts/g;
/** A row as tests name it: `row: 'R05'`, `differs('L17', …)`, `(R14)`. */
const NAMED = /['"`([ ]([RDSLCPITH]\d\d)['"`):, ]/g;

/** Rows of COMPATIBILITY.md: id, and what its last column says. */
const rows = [
  ...readFileSync(join(ROOT, 'COMPATIBILITY.md'), 'utf8').matchAll(/^\| ([A-Z]\d\d) \|.*\| ([^|]+) \|$/gm),
].map(([, id, tests]) => ({ id: id!, tests: tests! }));
const ids = rows.map(({ id }) => id);

it('reads every line of the table', () => {
  const lines = readFileSync(join(ROOT, 'COMPATIBILITY.md'), 'utf8').match(/^\| [A-Z]\d/gm)!;
  expect(rows).toHaveLength(lines.length);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
});

it.each(rows)('$id has a test that is there, or says why there is none', ({ tests }) => {
  const files = tests.match(TEST_FILE) ?? [];
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  if (files.length === 0) expect(tests).toMatch(/^none: \S/);
});

const textOf = (file: string): string => (existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : '');

it.each(rows.filter(({ tests }) => tests.match(TEST_FILE)))('$id is named by a test in a file that it names', (row) => {
  const files = row.tests.match(TEST_FILE)!;
  expect(files.filter((file) => new RegExp(`\\b${row.id}\\b`).test(textOf(file)))).not.toEqual([]);
});

it('has every row that a test names', () => {
  const named = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      [...readFileSync(join(ROOT, 'test', file), 'utf8').matchAll(NAMED)].map(([, id]) => `${id} ${file}`),
    );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((line) => !ids.includes(line.slice(0, 3)))).toEqual([]);
});
