import { constants, openSync } from 'node:fs';
import { ReplaySubject } from 'rxjs';
import { type Actor, type CallbackActorLogic, createActor, fromCallback } from 'xstate';
import { isContained } from '../adapters/contained.ts';
import { tellFront } from '../adapters/first-process.ts';
import type { Inherited } from '../adapters/inherited-note.ts';
import { createRequestFiles } from '../adapters/request-files.ts';
import { createKeys, createStage } from '../adapters/stage.ts';
import type { Report } from '../adapters/system.ts';
import { keepStderrUntouched, withStderrUntouched } from '../adapters/untouched-stderr.ts';
import type { AnnouncerOrder } from '../machines/init-ports.ts';
import { type RunitEvent, runitMachine } from '../machines/runit.ts';
import packageFile from '../package.json' with { type: 'json' };
import { createReport, type Sink, writeToStderr } from './diagnostics.ts';
import type { EarlySignals } from './early-signals.ts';
import { exitCodeOf } from './exit-code.ts';
import { loadSystem, surviveFaults } from './host.ts';
import { signalsAs } from './signals.ts';
import { setTitle } from './title.ts';

const SIGNALS: Partial<Record<NodeJS.Signals, RunitEvent>> = {
  SIGCONT: { type: 'runit.continue' },
  SIGPWR: { type: 'runit.power' },
  SIGINT: { type: 'runit.interrupt' },
  SIGALRM: { type: 'runit.alarm' },
  SIGTERM: { type: 'runit.terminate' },
};

const HANDLED = Object.keys(SIGNALS) as NodeJS.Signals[];

/** Longest delay of a timer, in milliseconds. */
const LONG = 2 ** 31 - 1;

/** Adapter of the `announcer` port. */
const createAnnouncer = (report: Report): CallbackActorLogic<AnnouncerOrder, Record<never, never>> =>
  fromCallback<AnnouncerOrder, Record<never, never>>(({ receive }) =>
    receive(({ level, text }) => report({ program: 'runit', subject: undefined, level, message: text })),
  );

/** What needs koffi; undefined where that cannot be loaded, which is told. */
const loadFacilities = async (report: Report) => {
  try {
    return await withStderrUntouched(async () => ({
      ...(await import('../adapters/kernel.ts')),
      ...(await import('../adapters/console.ts')),
    }));
  } catch (cause) {
    report({ program: 'runit', subject: undefined, level: 'fatal', message: 'koffi cannot be loaded', cause });
    return undefined;
  }
};

/** The actor of process 1 over the real system, not started yet. */
const createRunit = async (
  inherited: Inherited,
  report: Report,
  noConsole: string | undefined,
): Promise<Actor<typeof runitMachine>> => {
  const system = await loadSystem(inherited, HANDLED, report, 'runit');
  const { createKernel, ignoreAllBut } = await import('../adapters/kernel.ts');
  ignoreAllBut(HANDLED);
  const { CONSOLE_INPUT } = await import('../adapters/console.ts');
  const start = openSync('.', constants.O_RDONLY | constants.O_DIRECTORY);
  const supplies = { system, report, start, console: noConsole === undefined ? CONSOLE_INPUT : undefined };
  const machine = runitMachine.provide({
    actors: {
      stage: createStage(supplies),
      keys: createKeys(supplies),
      requests: createRequestFiles(),
      kernel: createKernel(),
      announcer: createAnnouncer(report),
    },
  });
  return createActor(machine, { input: { contained: isContained() } });
};

/**
 * runit, process 1: a system from stage 1 to the end of stage 3.
 *
 * @param argv0 what `ps` shows.
 * @param early what came while this was being loaded.
 * @returns the exit code, in a container whose kernel refuses reboot(2), or where this breaks; otherwise nothing ever.
 */
export const runRunit = async (argv0: string, inherited: Inherited, early: EarlySignals): Promise<number> => {
  // Before anything else, so that none is lost between the early handlers and these.
  const signals = new ReplaySubject<RunitEvent>();
  signalsAs(SIGNALS).subscribe(signals);
  for (const name of early()) if (SIGNALS[name]) signals.next(SIGNALS[name]);
  let reopen: () => void = () => {};
  const sink: Sink = (line) => {
    reopen();
    writeToStderr(line);
  };
  const report = await createReport(process.env.RUNSTATE_LOG, sink);
  const say = (level: 'info' | 'warning', message: string, code?: string): void =>
    report({ program: 'runit', subject: undefined, level, message, code });
  keepStderrUntouched();
  surviveFaults(report, 'runit', 'runit');
  setTitle('runit', argv0);
  // Listening for signals does not keep Node from ending, and process 1 must not.
  setInterval(() => {}, LONG);
  const facilities = await loadFacilities(report);
  // The machine's own process 1 must not exit: the kernel would panic.
  if (!facilities) return isContained() ? 111 : new Promise(() => {});
  const { openConsole, becomeProcess1, ignoreAllBut } = facilities;
  becomeProcess1();
  // Now and once more below: what loads the system puts some back.
  ignoreAllBut(HANDLED);
  const failure = openConsole([0, 1, 2]);
  reopen = () => void openConsole([2]);
  say('info', `runstate ${packageFile.version}: booting.`);
  if (failure !== undefined) say('warning', 'unable to open /dev/console', failure);
  const runit = await createRunit(inherited, report, failure);
  // Broken, process 1 hears nothing any more. A container had better end, and be started again. A machine's kernel panics
  // when it exits, nothing synced, while stage 2 can do without it until somebody reboots.
  const exitCode = exitCodeOf(runit, { program: 'runit', subject: undefined, report, mustStay: !isContained() });
  runit.subscribe({
    next: (snapshot) => {
      if (snapshot.matches('halting') || snapshot.matches('rebooting')) tellFront('isInLastStage');
    },
    error: () => {},
  });
  runit.start();
  runit.send({ type: 'runit.boot' });
  signals.subscribe((event) => runit.send(event));
  return exitCode;
};
