import { ReplaySubject } from 'rxjs';
import { createActor } from 'xstate';
import type { Inherited } from '../adapters/inherited-note.ts';
import { keepStderrUntouched } from '../adapters/untouched-stderr.ts';
import type { RunsvOrder } from '../machines/ports.ts';
import { createReport } from './diagnostics.ts';
import { exitCodeOf } from './exit-code.ts';
import { createRunsvLogic, hostingOf, loadSystem, surviveFaults } from './host.ts';
import { signalsAs } from './signals.ts';
import { setTitle } from './title.ts';
import { watchingOf } from './watch/watching.ts';

/**
 * runsv, stand-alone: supervises one service directory until it is told to exit.
 *
 * @returns the exit code: 0 told to exit, 111 could not go on.
 */
export const runRunsv = async (directory: string, inherited: Inherited): Promise<number> => {
  setTitle('runsv', `runsv ${directory}`);
  // Before anything else: a signal that arrives now must not be lost.
  const signals = new ReplaySubject<RunsvOrder>();
  signalsAs({ SIGTERM: { type: 'runsv.leave' as const } }).subscribe(signals);
  const report = await createReport(process.env.RUNSTATE_LOG);
  keepStderrUntouched();
  surviveFaults(report, 'runsv', directory);
  const system = await loadSystem(inherited, ['SIGTERM'], report, 'runsv');
  const input = { place: directory, directory, label: directory, session: false };
  const watching = watchingOf({ program: 'runsv', directory, report });
  const hosting = hostingOf(system, report, watching?.recorder);
  const runsv = createActor(createRunsvLogic(system, report, hosting), { input });
  watching?.recorder.inspect(runsv);
  watching?.openWhen(runsv, (snapshot) => snapshot.matches('supervising'));
  const close = (): void => watching?.close();
  const exitCode = exitCodeOf(runsv, { program: 'runsv', subject: directory, report, close });
  runsv.start();
  signals.subscribe((event) => runsv.send(event));
  return exitCode;
};
