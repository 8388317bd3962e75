import { ReplaySubject } from 'rxjs';
import { createActor } from 'xstate';
import { isFirst } from '../../adapters/first-process.ts';
import type { Inherited } from '../../adapters/inherited-note.ts';
import type { Report } from '../../adapters/system.ts';
import { keepStderrUntouched } from '../../adapters/untouched-stderr.ts';
import { type InitEvent, initMachine } from '../../machines/init.ts';
import { createReport } from '../diagnostics.ts';
import type { EarlySignals } from '../early-signals.ts';
import { exitCodeOf } from '../exit-code.ts';
import { hostingOf, loadSystem, surviveFaults } from '../host.ts';
import { runsvdirLogic } from '../runsvdir.ts';
import { signalsAs } from '../signals.ts';
import { setTitle } from '../title.ts';
import { type Watching, watchingOf } from '../watch/watching.ts';
import { watchMainService } from './main-service.ts';
import type { InitOptions } from './options.ts';

const STOP = { type: 'init.stop' } as const;
/** PWR is what images made for Debian's runit name as their stop signal. */
const SIGNALS: Partial<Record<NodeJS.Signals, InitEvent>> = {
  SIGTERM: STOP,
  SIGINT: STOP,
  SIGHUP: STOP,
  SIGPWR: STOP,
  SIGALRM: { type: 'init.rescan' },
};

const HANDLED = Object.keys(SIGNALS) as NodeJS.Signals[];

const createInit = async (
  { directory, patience, main }: InitOptions,
  inherited: Inherited,
  report: Report,
  watching: Watching | undefined,
) => {
  const system = await loadSystem(inherited, HANDLED, report, 'runsvdir');
  // Without koffi there is no way to.
  if (isFirst && system.pipes) {
    const { ignoreAllBut, takeOrphans } = await import('../../adapters/kernel.ts');
    ignoreAllBut(HANDLED);
    takeOrphans();
  }
  const machine = initMachine.provide({
    actors: { runsvdir: runsvdirLogic(system, report, undefined, hostingOf(system, report, watching?.recorder)) },
    actions: {
      warn: (_, { cause }) =>
        report({ program: 'runsvdir', subject: directory, level: 'fatal', message: 'fault', cause }),
    },
  });
  const init = createActor(machine, { input: { directory, patience } });
  if (main !== undefined) watchMainService(init, main);
  watching?.recorder.inspect(init);
  return init;
};

/**
 * A container's services, supervised by its process 1 itself.
 *
 * @param early what came while this was being loaded.
 * @returns the exit code: the main service's; otherwise 0, or 111 where services would not go.
 */
export const runInit = async (options: InitOptions, inherited: Inherited, early: EarlySignals): Promise<number> => {
  // Before anything else, so that none is lost between the early handlers and these.
  const signals = new ReplaySubject<InitEvent>();
  signalsAs(SIGNALS).subscribe(signals);
  for (const name of early()) if (SIGNALS[name]) signals.next(SIGNALS[name]);
  const report = await createReport(process.env.RUNSTATE_LOG);
  keepStderrUntouched();
  surviveFaults(report, 'runsvdir', options.directory);
  setTitle('runstate', `runstate init ${options.directory}`);
  const watching = watchingOf({ program: 'runsvdir', directory: options.directory, report });
  const init = await createInit(options, inherited, report, watching);
  const close = (): void => watching?.close();
  const exitCode = exitCodeOf(init, { program: 'runsvdir', subject: options.directory, report, close });
  init.start();
  const { runsvdir } = init.getSnapshot().children;
  if (runsvdir) watching?.openWhen(runsvdir, ({ context }) => context.scanned);
  signals.subscribe((event) => init.send(event));
  return exitCode;
};
