import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const documents = execFileSync('git', ['ls-files', '*.md', ':!manual/pages'], { cwd: ROOT, encoding: 'utf8' })
  .trim()
  .split('\n');

const textOf = (path: string): string => readFileSync(path, 'utf8').replace(/^```[\s\S]*?^```/gm, '');

/** What headings are called as the end of an address, as GitHub has it. */
const anchorsOf = (path: string): string[] =>
  [...textOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)]
    .map(([, link, source]) => link ?? source!)
    .filter((link) => !/^\w+:/.test(link));

const leadsSomewhere = (from: string, link: string): boolean => {
  const [path, anchor] = link.split('#');
  const target = path === '' ? from : join(dirname(from), path!);
  return existsSync(target) && (anchor === undefined || anchorsOf(target).includes(anchor));
};

it.each(documents)('every link in %s leads somewhere', (document) => {
  const path = join(ROOT, document);
  expect(linksIn(textOf(path)).filter((link) => !leadsSomewhere(path, link))).toEqual([]);
});

it('every guide can be reached from the README', () => {
  const linked = linksIn(textOf(join(ROOT, 'README.md'))).map((link) => link.split('#')[0]);
  const guides = documents.filter((document) => /^docs\/[\w-]+(\/README)?\.md$/.test(document));
  expect(guides.length).toBeGreaterThan(5);
  expect(guides.filter((guide) => !linked.includes(guide))).toEqual([]);
});
