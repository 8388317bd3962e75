import { accessSync, constants } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One set of programs that a scenario can be played on. */
export type Subject = {
  readonly name: string;
  readonly runsv: string;
  readonly runsvdir: string;
  readonly sv: string;
  readonly svlogd: string;
  readonly chpst: string;
  readonly runit: string;
  readonly runitInit: string;
  readonly runsvchdir: string;
  readonly utmpset: string;
  /** Has our runsvdir start a runsv program for each service instead of hosting it: that program. */
  readonly startsRunsv?: string;
  /** Whether rows of COMPATIBILITY.md apply to it: false where the original itself stands in for ours. */
  readonly ours: boolean;
};

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const ORIGINAL = '/usr/bin';

const programsIn = (directory: string, name: string): Subject => ({
  name,
  runsv: `${directory}/runsv`,
  runsvdir: `${directory}/runsvdir`,
  sv: `${directory}/sv`,
  svlogd: `${directory}/svlogd`,
  chpst: `${directory}/chpst`,
  runit: directory === ORIGINAL ? '/sbin/runit' : `${directory}/runit`,
  runitInit: directory === ORIGINAL ? '/lib/runit/runit-init' : `${directory}/runit-init`,
  runsvchdir: directory === ORIGINAL ? '/usr/sbin/runsvchdir' : `${directory}/runsvchdir`,
  utmpset: directory === ORIGINAL ? '/usr/sbin/utmpset' : `${directory}/utmpset`,
  ours: directory !== ORIGINAL,
});

const executable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The original, as Debian packages it. */
export const runit: Subject = programsIn(ORIGINAL, 'runit');

/** What is under test: this package, or another build of the programs (the original itself proves the harness). */
export const runstate: Subject = programsIn(
  process.env.RUNSTATE_CONFORMANCE_SUBJECT ?? `${repository}/dist/bin`,
  'runstate',
);

/** Programs of both, mixed: each is to work with the other's. */
export const MIXTURES: readonly Subject[] = [
  { ...runit, name: "runit with runstate's runsv", runsv: runstate.runsv },
  { ...runit, name: "runit with runstate's sv", sv: runstate.sv },
  { ...runstate, name: "runstate with runit's runsv", runsv: runit.runsv, startsRunsv: runit.runsv },
  { ...runstate, name: "runstate with runit's sv", sv: runit.sv },
];

/** Whether there is an original to compare with. */
export const oracleInstalled = executable(runit.runsv) && executable(runit.runsvdir) && executable(runit.sv);

/** A program of `test/fixtures/`. */
export const fixture = (name: string): string => `${repository}/test/fixtures/${name}`;

/** The table of deliberate differences. */
export const COMPATIBILITY = `${repository}/COMPATIBILITY.md`;
