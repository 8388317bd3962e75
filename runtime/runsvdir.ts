import { resolve } from 'node:path';
import { ReplaySubject } from 'rxjs';
import { type Actor, createActor } from 'xstate';
import type { Inherited } from '../adapters/inherited-note.ts';
import { createRunsvProcess } from '../adapters/runsv-process.ts';
import { createScan } from '../adapters/scan.ts';
import type { Report, System } from '../adapters/system.ts';
import { keepStderrUntouched, withStderrUntouched } from '../adapters/untouched-stderr.ts';
import { runsvProcessMachine } from '../machines/runsv-process.ts';
import { type RunsvdirEvent, runsvdirMachine } from '../machines/runsvdir.ts';
import type { RunsvdirInput, ServiceSlot } from '../machines/runsvdir-context.ts';
import type { CommandLine } from './argv.ts';
import { createReport, writeToStderr } from './diagnostics.ts';
import { exitCodeOf } from './exit-code.ts';
import { type Continuity, createRunsvLogic, hostingOf, loadSystem, surviveFaults } from './host.ts';
import { collect, giveBackAtRest } from './rest.ts';
import { signalsAs } from './signals.ts';
import { setTitle } from './title.ts';
import { type ShownLog, startTitleLog } from './title-log.ts';
import type { PageBeside } from './ui/beside.ts';
import { type HandedOver, takeHandedOver } from './upgrade/handed-over.ts';
import { type OrderUpgrade, upgradeOrders } from './upgrade/order.ts';
import { watchingOf } from './watch/watching.ts';

/** How runsvdir was called. */
export type RunsvdirOptions = {
  readonly directory: string;
  /** `-P`: services in sessions of their own. */
  readonly session: boolean;
  /** The LOG argument. */
  readonly log: string | undefined;
};

const SIGNALS: Partial<Record<NodeJS.Signals, RunsvdirEvent>> = {
  SIGTERM: { type: 'runsvdir.terminate' },
  SIGHUP: { type: 'runsvdir.hangup' },
  SIGALRM: { type: 'runsvdir.rescan' },
};
export const RUNSVDIR_SIGNALS = Object.keys(SIGNALS) as NodeJS.Signals[];

/**
 * The scanner's machine over real directories and processes.
 *
 * @param program a runsv to start for each service instead of hosting it here.
 * @param hosting how log services are hosted.
 * @param continuity open directories, and what was handed over.
 */
export const runsvdirLogic = (
  system: System,
  report: Report,
  program?: string,
  hosting = hostingOf(system, report),
  continuity?: Continuity,
): typeof runsvdirMachine => {
  const hosted = createRunsvLogic(system, report, hosting, continuity);
  // The two machines have the same input, order and output; the scanner knows no more of a runsv.
  const runsv = program
    ? (runsvProcessMachine.provide({
        actors: { process: createRunsvProcess(program, system, report) },
      }) as unknown as typeof hosted)
    : hosted;
  return runsvdirMachine.provide({
    actors: { scan: createScan(system, report), runsv },
    actions: {
      warnAboutRunsv: (_, { name, cause }) =>
        report({ program: 'runsv', subject: name, level: 'warning', message: 'fault, starting afresh', cause }),
    },
  });
};

/** The scanner over a real directory, not started yet; see {@link runsvdirLogic}. */
export const createRunsvdir = (
  options: RunsvdirInput,
  ...supplies: Parameters<typeof runsvdirLogic>
): Actor<typeof runsvdirMachine> => createActor(runsvdirLogic(...supplies), { input: options });

/** The live page, as a process beside this one. */
const startPage = async (directory: string, report: Report): Promise<PageBeside | undefined> => {
  const { pageBeside } = await withStderrUntouched(() => import('./ui/beside.ts'));
  const page = pageBeside(directory, report);
  page?.start();
  return page;
};

/** For SIGUSR2: nobody waits for an answer. */
const upgradeOrReport = async (upgrade: OrderUpgrade, directory: string, report: Report): Promise<void> => {
  const reason = await upgrade();
  report({ program: 'runsvdir', subject: directory, level: 'warning', message: `unable to upgrade: ${reason}` });
};

/** Where diagnostics go, and what shows them where there is a LOG argument. */
const startTitle = async (
  { directory, session, log }: RunsvdirOptions,
  report: Report,
  handed: HandedOver | undefined,
): Promise<ShownLog | undefined> => {
  const words = ['runsvdir', ...(session ? ['-P'] : []), directory];
  setTitle('runsvdir', words.join(' '));
  return log === undefined ? undefined : startTitleLog(words, log, report, handed?.title);
};

/** The services of a scanner that goes on supervising. */
const servicesOf = (runsvdir: Actor<typeof runsvdirMachine>): Iterable<ServiceSlot> | undefined => {
  const snapshot = runsvdir.getSnapshot();
  return snapshot.matches('watching') && snapshot.context.scanned ? snapshot.context.services.values() : undefined;
};

/**
 * runsvdir: supervises every directory in a directory until TERM (services go on) or HUP (services stop).
 *
 * @param called how it was started, and with what.
 * @returns the exit code: 0 after TERM, 111 after HUP.
 */
export const runRunsvdir = async (
  options: RunsvdirOptions,
  inherited: Inherited,
  { launcher, args }: CommandLine,
): Promise<number> => {
  const { directory, session } = options;
  // Before anything else: a signal that arrives now must not be lost, or end us.
  const signals = new ReplaySubject<RunsvdirEvent>();
  signalsAs(SIGNALS).subscribe(signals);
  const upgrades = new ReplaySubject<'upgrade'>();
  signalsAs({ SIGUSR2: 'upgrade' as const }).subscribe(upgrades);
  let sink = writeToStderr;
  const report = await createReport(process.env.RUNSTATE_LOG, (line) => sink(line));
  keepStderrUntouched();
  surviveFaults(report, 'runsvdir', directory);
  const handed = await takeHandedOver();
  const system = await loadSystem(inherited, RUNSVDIR_SIGNALS, report, 'runsvdir', handed?.pids);
  const program = process.env.RUNSTATE_RUNSV;
  const title = await startTitle(options, report, handed);
  sink = title?.sink ?? sink;
  const watching = watchingOf({ program: 'runsvdir', directory, report });
  const hosting = hostingOf(system, report, watching?.recorder);
  const continuity = { places: new Map(), handed: handed?.take };
  const supplies = [system, report, program && resolve(program), hosting, continuity] as const;
  const runsvdir = createRunsvdir({ directory, session, kept: handed?.slots }, ...supplies);
  watching?.recorder.inspect(runsvdir);
  const page = process.env.RUNSTATE_UI ? await startPage(directory, report) : undefined;
  const close = (): void => {
    watching?.close();
    page?.end();
  };
  const exitCode = exitCodeOf(runsvdir, { program: 'runsvdir', subject: directory, report, close });
  if (system.trimMemory) giveBackAtRest({ trim: system.trimMemory, collect });
  runsvdir.start();
  const upgrade = upgradeOrders({
    ...{ launcher, args, system, inherited, places: continuity.places, hosts: !program },
    services: () => servicesOf(runsvdir),
    title: () => title?.held(),
  });
  watching?.openWhen(runsvdir, ({ context }) => context.scanned, upgrade);
  signals.subscribe((event) => runsvdir.send(event));
  upgrades.subscribe(() => void upgradeOrReport(upgrade, directory, report));
  return exitCode;
};
