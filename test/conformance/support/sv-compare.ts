import { chmodSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect } from 'vitest';
import { type CraftedService, createLab, type Lab } from './sv-lab.ts';
import { comparable, type Run, type RunOptions, secondsIn } from './sv-run.ts';

/** The twin directories of one test file; there once {@link useLab} was called and the tests run. */
export let lab: Lab;

/** Makes the twin directories before the tests of a `describe`, and removes them afterwards. */
export const useLab = (): void => {
  beforeAll(() => {
    lab = createLab();
  });
  afterAll(() => lab.dispose());
};

/** Adds a crafted service to both directories. */
export const add = (name: string, service?: CraftedService): void =>
  lab.each((services) => services.add(name, service));

/** Gives a service a check script, in both directories. */
export const addCheck = (name: string, text: string, mode = 0o755): void =>
  lab.each(({ root }) => {
    writeFileSync(`${root}/${name}/check`, text);
    chmodSync(`${root}/${name}/check`, mode);
  });

/**
 * The seconds in status lines may differ by the one that passes between two looks. Both programs ran in the same span of
 * time; when in it each looked is up to a busy machine.
 */
const expectSameSeconds = (theirs: Run, ours: Run): void => {
  const seconds = secondsIn(ours);
  const most = 1n + BigInt(Math.floor(Math.max(ours.milliseconds, theirs.milliseconds) / 1000));
  for (const [index, expected] of secondsIn(theirs).entries()) {
    const difference = seconds[index]! - expected;
    expect(difference >= -most && difference <= most, `${expected}s and ${seconds[index]}s`).toBe(true);
  }
};

/** Runs one command with both programs and wants the same of both. */
export const same = async (args: readonly string[], options?: RunOptions) => {
  const { theirs, ours } = await lab.both(args, options);
  expect(comparable(ours), `sv ${args.join(' ')}`).toEqual(comparable(theirs));
  expectSameSeconds(theirs, ours);
  return { theirs, ours };
};
