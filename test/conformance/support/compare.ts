import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Outcome, recordOutcome } from './registry.ts';
import { Sandbox } from './sandbox.ts';
import { drawing, share } from './share.ts';
import { COMPATIBILITY, oracleInstalled, runit, runstate, type Subject } from './subjects.ts';

/** Plays one story in a sandbox and returns what was to be seen: a plain value without pids, times or temporary paths. */
export type Scenario<T = unknown> = (box: Sandbox) => Promise<T>;

const OPTIONS = { concurrent: true, skip: !oracleInstalled };

/** What a deliberate difference looks like on either side. */
export type Difference<T> = { readonly runit: T; readonly runstate: T };

if (!oracleInstalled) console.warn('conformance: no runit in /usr/bin to compare with: all scenarios are skipped');

const isDrawn = drawing(share());

/** Ids of the rows of COMPATIBILITY.md. */
export const compatibilityRows = (): string[] =>
  [...readFileSync(COMPATIBILITY, 'utf8').matchAll(/^\|\s*([A-Z]+\d+)\s*\|/gm)].map(([, id]) => id!);

const observe = async <T>(subject: Subject, scenario: Scenario<T>): Promise<T> => {
  const box = new Sandbox(subject);
  try {
    return await scenario(box);
  } catch (cause) {
    throw new Error(`on ${subject.name}: ${(cause as Error).message}`, { cause });
  } finally {
    await box.clean();
  }
};

/** Both observations. A failure on one side waits for the other's end, so that nothing is left running. */
const observeBoth = async <T>(scenario: Scenario<T>, subject = runstate): Promise<Difference<T>> => {
  const [theirs, ours] = await Promise.allSettled([observe(runit, scenario), observe(subject, scenario)]);
  if (theirs.status === 'rejected') throw theirs.reason;
  if (ours.status === 'rejected') throw ours.reason;
  return { runit: theirs.value, runstate: ours.value };
};

const counted = async (name: string, outcome: Outcome, check: () => Promise<void>): Promise<void> => {
  try {
    await check();
    recordOutcome(name, outcome);
  } catch (error) {
    recordOutcome(name, 'unexpected');
    throw error;
  }
};

type Compare = {
  /**
   * A scenario whose observations are to be the same on both: on runit, and on ours or another `subject`. Some have their turn,
   * see `share.ts`.
   */
  readonly same: <T>(name: string, scenario: Scenario<T>, subject?: Subject) => void;
  /**
   * A scenario that differs on purpose.
   *
   * @param row id of the row in COMPATIBILITY.md that says why.
   * @param expected both observations in full: ours is pinned, and so is what we say of runit.
   */
  readonly differs: <T>(row: string, name: string, scenario: Scenario<T>, expected: Difference<T>) => void;
};

/** Comparisons that only some machines allow; elsewhere they are skipped. */
export const compareWhere = (allowed: boolean): Compare => {
  const options = { ...OPTIONS, skip: OPTIONS.skip || !allowed };
  return {
    same: (name, scenario, subject = runstate) => {
      test(name, { ...options, skip: !isDrawn() || options.skip }, () =>
        counted(name, 'agree', async () => {
          const seen = await observeBoth(scenario, subject);
          expect(seen.runstate).toEqual(seen.runit);
        }),
      );
    },
    differs: (row, name, scenario, expected) => {
      test(`${name} [${row}]`, options, () =>
        counted(name, { differs: row }, async () => {
          expect(compatibilityRows()).toContain(row);
          const seen = await observeBoth(scenario);
          expect(seen.runit).toEqual(expected.runit);
          expect(seen.runstate).toEqual(runstate.ours ? expected.runstate : expected.runit);
        }),
      );
    },
  };
};

export const { same, differs } = compareWhere(true);
