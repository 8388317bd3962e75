import { onTestFinished } from 'vitest';
import { type Actor, createActor } from 'xstate';
import type { Hosting } from '../../../adapters/hosted.ts';
import { NOTHING_INHERITED } from '../../../adapters/inherited-note.ts';
import { createNativeSystem } from '../../../adapters/native-system.ts';
import type { Diagnostic, Report } from '../../../adapters/system.ts';
import type { runsvMachine } from '../../../machines/runsv.ts';
import type { runsvdirMachine } from '../../../machines/runsvdir.ts';
import { createRunsvdir } from '../../../runtime/runsvdir.ts';
import { until } from '../../support/until.ts';

// XState's development build says so of every actor made in an action: here that is meant.
const { warn } = console;
console.warn = (...words: unknown[]) => String(words[0]).startsWith('Custom actions') || warn(...words);

/** Faults that reached no service; one system a process, because it takes every child for its own. */
export const faults: unknown[] = [];
export const system = createNativeSystem(NOTHING_INHERITED, [], (cause) => faults.push(cause));

export type Hosted = { readonly runsvdir: Actor<typeof runsvdirMachine>; readonly diagnostics: Diagnostic[] };
export type Change = (runsv: typeof runsvMachine) => typeof runsvMachine;

/** The real runsvdir over a directory, in this process; all its services are down when the test ends. */
export const host = (
  directory: string,
  change: Change = (runsv) => runsv,
  hostingWith: (report: Report) => Hosting | undefined = () => undefined,
): Hosted => {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (diagnostic) => void diagnostics.push(diagnostic);
  const input = { directory, session: false };
  const { logic } = createRunsvdir(input, system, report, undefined, hostingWith(report));
  const { runsv } = logic.implementations.actors as unknown as { runsv: typeof runsvMachine };
  const runsvdir = createActor(logic.provide({ actors: { runsv: change(runsv) } }), { input });
  onTestFinished(async () => {
    runsvdir.send({ type: 'runsvdir.hangup' });
    await until('all services have left', () => runsvdir.getSnapshot().status !== 'active').catch(() => {});
  });
  runsvdir.start();
  return { runsvdir, diagnostics };
};
