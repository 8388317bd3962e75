import fc from 'fast-check';
import { loadTest } from './hooks.ts';
import { type Collected, collect, type Test } from './suite.ts';

/** What broke a test: its file and name, and the first line of why. */
export type Failure = { readonly test: string; readonly name: string; readonly why: string };

/** One seed for all: a mutant that is caught once is caught again. Shrinking would only cost time. */
export const SEED = 20_260_101;
fc.configureGlobal({ seed: SEED, endOnFailure: true });
process.env.RUNSTATE_SEED ??= String(SEED);

const lineOf = (cause: unknown): string =>
  String((cause as Error)?.message ?? cause)
    .split('\n')[0]!
    .slice(0, 160);

/** Exceptions that reach nobody: XState throws on a timer what no actor takes. They are the running test's. */
const strays: unknown[] = [];
process.on('uncaughtException', (cause) => strays.push(cause));
process.on('unhandledRejection', (cause) => strays.push(cause));
const untilQuiet = (): Promise<void> => new Promise((resolve) => setTimeout(() => setImmediate(resolve), 0));

const attempt = async (work: () => unknown): Promise<string | undefined> => {
  try {
    await work();
  } catch (cause) {
    return lineOf(cause);
  }
  return strays.length > 0 ? lineOf(strays.shift()) : undefined;
};

const { warn, error } = console;

const runCollected = async (file: string, { tests, once }: Collected, all: boolean): Promise<Failure[]> => {
  const steps: Test[] = [
    ...once.before.map((body) => ({ name: 'beforeAll', body })),
    ...tests,
    ...once.after.map((body) => ({ name: 'afterAll', body })),
  ];
  const failures: Failure[] = [];
  for (const { name, body } of steps) {
    const why = await attempt(() => body(undefined as never));
    if (why === undefined) continue;
    failures.push({ test: file, name, why });
    if (!all) break;
  }
  return failures;
};

/** Runs the tests of a file as this round has it; `all`: does not stop at the first that fails. */
export const runTests = async (file: string, all: boolean): Promise<Failure[]> => {
  strays.length = 0;
  // What a broken machine says is of no interest, and test rigs put their own in front of it at each loading.
  Object.assign(console, { warn: () => {}, error: () => {} });
  try {
    let collected: Collected | undefined;
    const why = await attempt(async () => {
      collected = await collect(() => loadTest(file));
    });
    if (why !== undefined || !collected) return [{ test: file, name: '(loading)', why: why ?? '' }];
    const failures = await runCollected(file, collected, all);
    await untilQuiet();
    if (failures.length === 0 && strays.length > 0)
      return [{ test: file, name: '(afterwards)', why: lineOf(strays.shift()) }];
    return failures;
  } finally {
    Object.assign(console, { warn, error });
  }
};
