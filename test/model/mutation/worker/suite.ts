import { format } from 'node:util';
import { expect, vi } from 'vitest';

/**
 * describe and it for a process that runs the same tests thousands of times: they collect, and what runs them is
 * `run-tests.ts`. What they expect with is vitest's own. Only what the tests of machines use is here: another feature is a
 * TypeError, and the unbroken sources would not pass.
 */
type Body = (context: TestContext) => unknown;
type TestContext = { readonly expect: typeof expect; readonly onTestFinished: (hook: () => unknown) => void };
type Options = { readonly timeout?: number; readonly concurrent?: boolean };
export type Test = { readonly name: string; readonly body: Body };
type Hooks = { readonly before: Body[]; readonly after: Body[] };
export type Collected = { readonly tests: Test[]; readonly once: Hooks };

let collected: Collected = { tests: [], once: { before: [], after: [] } };
let names: readonly string[] = [];
let each: Hooks = { before: [], after: [] };
let finished: (() => unknown)[] = [];

export const collect = async (load: () => Promise<unknown>): Promise<Collected> => {
  collected = { tests: [], once: { before: [], after: [] } };
  [names, each] = [[], { before: [], after: [] }];
  await load();
  return collected;
};

const context: TestContext = { expect, onTestFinished: (hook) => void finished.push(hook) };
export const { onTestFinished } = context;

const runHooks = async (hooks: readonly Body[]): Promise<void> => {
  for (const hook of hooks) await hook(context);
};

const addTest = (name: string, body: Body): void => {
  const { before, after } = each;
  collected.tests.push({
    name: [...names, name].join(' > '),
    body: async () => {
      finished = [];
      try {
        await runHooks(before);
        await body(context);
      } finally {
        await runHooks([...after, ...finished.reverse()]);
      }
    },
  });
};

const addSuite = (name: string, body: () => unknown): void => {
  const outer = { names, each };
  [names, each] = [[...names, name], { before: [...each.before], after: [...each.after] }];
  body();
  ({ names, each } = outer);
};

/** A row of a table as arguments, and its place in a title. */
const asArguments = (row: unknown): unknown[] => (Array.isArray(row) ? row : [row]);
const titleOf = (title: string, row: unknown): string =>
  typeof row === 'object' && row !== null && !Array.isArray(row)
    ? title.replace(/\$([\w.]+)/g, (_, key: string) => format('%o', (row as Record<string, unknown>)[key]))
    : format(title, ...asArguments(row));

type Define<B> = (name: string, body: B) => void;
/** `it(name, body)`, `it(name, options, body)`, and `it.each(table)(title, body)`. */
const withTables = <B extends (...args: never[]) => unknown>(define: Define<B>) => {
  const call = (name: unknown, first: B | Options, second?: B | number): void =>
    define(String(name), typeof first === 'function' ? first : (second as B));
  const ofEach =
    (table: readonly unknown[]) =>
    (title: string, first: B | Options, second?: B | number): void => {
      const body = typeof first === 'function' ? first : (second as B);
      for (const row of table)
        define(titleOf(title, row), (() => body(...(asArguments(row) as never[]))) as unknown as B);
    };
  const skip = (): void => {};
  const plain = Object.assign(call, { each: ofEach, skip });
  return Object.assign(plain, {
    concurrent: plain,
    sequential: plain,
    runIf: (condition: unknown) => (condition ? plain : skip),
    skipIf: (condition: unknown) => (condition ? skip : plain),
  });
};

export const it = withTables<Body>(addTest);
export const test = it;
export const describe = withTables<() => unknown>(addSuite);
export const beforeEach = (hook: Body): void => void each.before.push(hook);
export const afterEach = (hook: Body): void => void each.after.unshift(hook);
export const beforeAll = (hook: Body): void => void collected.once.before.push(hook);
export const afterAll = (hook: Body): void => void collected.once.after.unshift(hook);
export { expect, vi };
