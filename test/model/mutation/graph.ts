import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ROOT } from './root.ts';

/** Who imports whom, among the sources and tests that are worth it. */
export type Graph = {
  /** Files that import this one, directly or not. */
  readonly usersOf: (file: string) => readonly string[];
  /** Tests that import this file, directly or not. */
  readonly testsOf: (file: string) => readonly string[];
  readonly isNamedAfter: (test: string, file: string) => boolean;
};

const FOLDERS = ['machines', 'test/machines', 'test/model/exploration', 'test/support'];

const filesUnder = (folder: string): string[] => {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
};

const importsOf = (file: string): string[] =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/^(?:import|export|\} from)\b[^'"]*(['"])(\.[^'"]+)\1/gm)].map(
    ([, , from]) => relative(ROOT, resolve(ROOT, dirname(file), from!)),
  );

/** `machines/service.ts` is what `service.test.ts` and `service-orders.test.ts` are about. */
const isNamedAfter = (test: string, file: string): boolean => {
  const [, name = ''] = /([^/]+)\.ts$/.exec(file) ?? [];
  return new RegExp(`/${name}(-[a-z-]+)?\\.test\\.ts$`).test(test);
};

/** Module mocks are made by vitest's own loader, so such a test takes no part. */
const needsVitest = (file: string): boolean => /\bvi\.mock\(/.test(readFileSync(join(ROOT, file), 'utf8'));

/** Explorations see most, and take seconds: asked one by one about what all others let pass. */
export const isExploration = (test: string): boolean => test.startsWith('test/model/exploration/');

/** Tests that take seconds where others take milliseconds: asked only where all are. */
const SLOW = /svlogd-invariants|rsvlog-shell/;
export const isSlow = (test: string): boolean => SLOW.test(test) || isExploration(test);

/** Reads the imports of machines, their tests and explorations; of the tests, those that are wanted. */
export const readGraph = (isWanted: (test: string) => boolean = () => true): Graph => {
  const users = new Map<string, string[]>();
  for (const file of FOLDERS.flatMap(filesUnder).filter((name) => !needsVitest(name)))
    for (const used of importsOf(file)) users.set(used, [...(users.get(used) ?? []), file]);
  const usersOf = (file: string): readonly string[] => {
    const found = new Set<string>();
    const pending = [file];
    for (let next = pending.pop(); next !== undefined; next = pending.pop())
      for (const user of users.get(next) ?? []) if (!found.has(user) && found.add(user)) pending.push(user);
    return [...found];
  };
  const testsOf = (file: string): readonly string[] =>
    usersOf(file)
      .filter((user) => user.endsWith('.test.ts') && isWanted(user))
      .sort();
  return { usersOf, testsOf, isNamedAfter };
};
