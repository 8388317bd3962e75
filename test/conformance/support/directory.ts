import { existsSync, symlinkSync } from 'node:fs';
import { PLAIN_ENVIRONMENT, type Program } from './program.ts';
import { runs, type Sandbox, type Tree } from './sandbox.ts';
import type { Service } from './service.ts';
import { until } from './until.ts';

/** The scanned directory of a sandbox. */
export const SERVICES = 'services';

export const RECORDER: Tree = { run: runs('recorder.sh') };

/** A service outside the scanned directory, linked into it: it can be looked at when it is not scanned any more. */
export const linked = (
  box: Sandbox,
  name: string,
  linkName: string | Buffer = name,
  tree: Tree = RECORDER,
): Service => {
  const service = box.make(`real/${name}`, tree);
  box.make(SERVICES, {});
  link(box, name, linkName);
  return service;
};

/** Links a service into the scanned directory. Names are bytes, so a name may be a Buffer. */
export const link = (box: Sandbox, name: string, linkName: string | Buffer = name): void =>
  symlinkSync(`../real/${name}`, Buffer.concat([Buffer.from(box.path(SERVICES, '/')), Buffer.from(linkName)]));

/** Starts the subject's runsvdir, with the subject's runsv first in its PATH. */
export const scan = (box: Sandbox, args: readonly string[] = [SERVICES]): Program => {
  const { runsv, runsvdir, startsRunsv } = box.subject;
  if (!existsSync(box.path('bin'))) box.make('bin', { runsv: { link: runsv } });
  const env = {
    ...PLAIN_ENVIRONMENT,
    PATH: `${box.path('bin')}:${PLAIN_ENVIRONMENT.PATH}`,
    ...(startsRunsv !== undefined && { RUNSTATE_RUNSV: startsRunsv }),
  };
  return box.start(runsvdir, args, { env });
};

/** Links one more service and waits until it runs: whatever the scanner does about the others it has done by then. */
export const oneMore = async (box: Sandbox, name = 'one-more'): Promise<void> => linked(box, name).started('run');

/** The different lines that a program wrote, in no order: how often it complains is a matter of pace. */
export const complaints = (program: Program): string[] =>
  [...new Set(program.stderr().split('\n'))].filter((line) => line !== '').sort();

/** Waits for a complaint. */
export const complains = async (program: Program, words: string): Promise<void> => {
  await until(`it says ${words}`, () => program.stderr().includes(words), { seen: () => program.stderr() });
};
