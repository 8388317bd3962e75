import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { FOLDERS, manual } from '../../manual/main.ts';
import { manPage } from '../../manual/man.ts';
import { PageError } from '../../manual/markdown.ts';
import { aliasesOf, listed, readPage, readPages } from '../../manual/page.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGES = readdirSync(join(ROOT, 'man/man8'));
const pages = readPages();

const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

describe('a page', () => {
  it('is written as man(7) has it', () => {
    const page = readPage(`# p\n\ndo it\n\n## Synopsis\n\n- \`p\` [\`-a\` *n*] *dir*...\n\n## Options\n
- \`-a\` *n*: 'quoted' \\ ~ text: with a colon.

  More, see [sv(8)](sv.md).

## Examples\n\n.first\n\n    p -a 1\n    .x\n`);
    const [, head, ...lines] = manPage(page).split('\n');
    expect(head).toMatch(/^\.TH P 8 \d{4}-\d\d-\d\d "runstate \d+\.\d+\.\d+" "runstate manual"$/);
    expect(lines).toEqual([
      ...['.SH NAME', 'p \\- do it', '.SH SYNOPSIS', '\\fBp\\fR [\\fB\\-a\\fR\\ \\fIn\\fR] \\fIdir\\fR...'],
      ...['.SH OPTIONS', '.TP', '\\fB\\-a\\fR \\fIn\\fR', '\\(aqquoted\\(aq \\e \\(ti text: with a colon.'],
      ...['.RS', '.P', 'More, see \\fBsv\\fR(8).', '.RE'],
      ...['.SH EXAMPLES', '\\&.first', '.P', '.RS 4', '.EX', 'p \\-a 1', '\\&.x', '.EE', '.RE', ''],
    ]);
  });

  it.each([
    ['no name', 'text\n'],
    ['no synopsis', '# p\n\ndo it\n\n## Options\n'],
    ['something that has no form in a manual', '# p\n\ndo it\n\n## Synopsis\n\n- `p`\n\n## A\n\n> quoted\n'],
  ])('with %s is refused', (_, markdown) => {
    expect(() => readPage(markdown)).toThrow(PageError);
  });
});

test('pages, completions and help in the repository are those of manual/pages: npm run manual', () => {
  const made = manual();
  const read = (path: string): [string, string] => [path, readFileSync(join(ROOT, path), 'utf8')];
  const there = FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder)).map((file) => read(join(folder, file))));
  expect(Object.fromEntries([...there, read('runtime/help.json')])).toEqual(made);
});

test('every program has a page, and no other', () => {
  const programs = readdirSync(join(ROOT, 'dist/bin'));
  const own = PAGES.map((file) => file.replace(/\.8$/, '')).filter((name) => !name.startsWith('runstate-'));
  expect(own.sort()).toEqual(programs.sort());
});

test.each(pages.map((page) => [page.name, page] as const))('%s leads only to what is there', (_, page) => {
  const text = readFileSync(join(ROOT, 'manual/pages', `${page.name}.md`), 'utf8');
  const known = [...pages.map(({ name }) => `${name}.md`)];
  expect([...text.matchAll(/\]\((.*?)\)/g)].map(([, link]) => link!).filter((link) => !known.includes(link))).toEqual(
    [],
  );
  const rows = readFileSync(join(ROOT, 'COMPATIBILITY.md'), 'utf8');
  const named = [...text.matchAll(/\(([A-Z]\d\d(?:, [A-Z]\d\d)*)\)/g)].flatMap(([, ids]) => ids!.split(', '));
  expect(named.filter((id) => !rows.includes(`| ${id} |`))).toEqual([]);
  expect(listed(page, 'See also')).toEqual([]);
  expect(page.sections[0]!.title).toBe('Description');
  expect(page.sections.at(-1)!.title).toBe('See also');
});

describe.skipIf(!has('mandoc'))('mandoc finds nothing to say (needs mandoc)', () => {
  // A page that is another one's is what the other one is.
  const aliases = pages.flatMap(aliasesOf).map((name) => `${name}.8`);
  test.each(PAGES.filter((file) => !aliases.includes(file)))('%s', (file) => {
    const { stdout, status } = spawnSync('mandoc', ['-Tlint', '-W', 'all', join('man8', file)], {
      cwd: join(ROOT, 'man'),
      encoding: 'utf8',
    });
    expect([stdout, status]).toEqual(['', 0]);
  });
});

describe.skipIf(!has('groff'))('groff warns of nothing (needs groff)', () => {
  test.each(PAGES)('%s', (file) => {
    const { stdout, stderr, status } = spawnSync('groff', ['-ww', '-man', '-Tutf8', '-z', join('man8', file)], {
      cwd: join(ROOT, 'man'),
      encoding: 'utf8',
    });
    expect([stdout, stderr, status]).toEqual(['', '', 0]);
  });
});

test.skipIf(!has('man'))('man shows a page, also by another name (needs man)', () => {
  const show = (...args: string[]): string =>
    execFileSync('man', [...args], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, MANWIDTH: '80', MANPAGER: 'cat' },
    });
  expect(show('./man/man8/sv.8')).toContain('sv - control services, and tell how they are\n');
  expect(show('-M', join(ROOT, 'man'), 'envdir')).toContain(
    'chpst, setuidgid, envuidgid, envdir, pgrphack, setlock, softlimit',
  );
});
