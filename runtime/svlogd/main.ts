import { filter } from 'rxjs';
import { type Actor, createActor } from 'xstate';
import { type AlertStream, createAlertStream } from '../../adapters/alert-stream.ts';
import type { Inherited } from '../../adapters/inherited-note.ts';
import { createAlerts } from '../../adapters/log-alerts.ts';
import { createLogFiles } from '../../adapters/log-files.ts';
import type { LogPlace, LogSupplies } from '../../adapters/log-place.ts';
import { createProcessor } from '../../adapters/log-processor.ts';
import { Pump } from '../../adapters/log-pump.ts';
import { createLogSource } from '../../adapters/log-source.ts';
import { openStartDirectory } from '../../adapters/start-directory.ts';
import { codeOf, type Report, type System } from '../../adapters/system.ts';
import { logDirectoryMachine } from '../../machines/log-directory.ts';
import type { SvlogdOptions } from '../../machines/rules/svlog/options.ts';
import { replacements } from '../../machines/rules/svlog/replace.ts';
import { svlogdMachine } from '../../machines/svlogd.ts';
import { createReport } from '../diagnostics.ts';
import { loadSystem } from '../host.ts';
import { signalsAs } from '../signals.ts';

const HANDLED = ['SIGTERM', 'SIGHUP', 'SIGALRM'] as const;

/** The words of runit's `-v` for the signals that it hears. */
const HEARD = {
  SIGTERM: 'sigterm received.',
  SIGHUP: 'sighangup received.',
  SIGALRM: 'sigalarm received.',
  SIGCHLD: 'sigchild received.',
} as const;

/** Whom a svlogd talks to. */
type Ears = { readonly report: Report; readonly alert: AlertStream };

const suppliesOf = (options: SvlogdOptions, system: System, { report, alert }: Ears): LogSupplies => {
  const { length, replacement, replaced, stamp, verbose } = options;
  const table = replacement === undefined ? undefined : replacements(replacement, replaced);
  const places = new Map<string, LogPlace>();
  return {
    system,
    pump: new Pump({ length, table }, () => system.now().wall, createAlerts(places, stamp, alert)),
    stamp,
    verbose,
    places,
    busy: new Map(),
    say: (diagnostic) => report({ program: 'svlogd', ...diagnostic }),
  };
};

/** The svlogd machine over real files and processes. */
export const createSvlogdLogic = (supplies: LogSupplies): typeof svlogdMachine =>
  svlogdMachine.provide({
    actors: {
      source: createLogSource(supplies),
      directory: logDirectoryMachine.provide({
        actors: { files: createLogFiles(supplies), processor: createProcessor(supplies) },
      }),
    },
  });

/** Memory for lines and chunks; undefined: there is not as much as was asked for, which is reported. */
const suppliesOrReport = (options: SvlogdOptions, system: System, ears: Ears): LogSupplies | undefined => {
  try {
    return suppliesOf(options, system, ears);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    ears.report({ program: 'svlogd', subject: undefined, level: 'fatal', message: 'out of memory.' });
    return undefined;
  }
};

const canStayHere = (report: Report, inherited: Inherited): boolean => {
  try {
    openStartDirectory(inherited);
    return true;
  } catch (error) {
    const message = 'unable to open current working directory';
    report({ program: 'svlogd', subject: undefined, level: 'fatal', message, code: codeOf(error) });
    return false;
  }
};

/** Runs a svlogd to its end; the exit code. */
const run = (svlogd: Actor<typeof svlogdMachine>, { say }: LogSupplies): Promise<number> => {
  // Signal listeners alone do not keep Node alive, and children have nothing else.
  setInterval(() => {}, 2 ** 30);
  return new Promise((resolve) => {
    svlogd.subscribe({
      complete() {
        const exitCode = svlogd.getSnapshot().output?.exitCode ?? 111;
        if (exitCode !== 0) say({ level: 'fatal', message: 'no functional log directories.', subject: undefined });
        resolve(exitCode);
      },
      error(cause) {
        say({ level: 'fatal', message: 'fault', subject: undefined, cause });
        resolve(111);
      },
    });
    signalsAs({
      SIGTERM: { type: 'svlogd.terminate' as const },
      SIGHUP: { type: 'svlogd.reload' as const },
      SIGALRM: { type: 'svlogd.rotate' as const },
    }).subscribe((event) => svlogd.send(event));
    svlogd.start();
  });
};

/**
 * svlogd, stand-alone: logs standard input until it ends or TERM comes.
 *
 * @returns the exit code: 0 at the end, 111 where there is no directory to log to.
 */
export const runSvlogd = async (options: SvlogdOptions, inherited: Inherited): Promise<number> => {
  let system: System | undefined;
  let svlogd: Actor<typeof svlogdMachine> | undefined;
  const alert = createAlertStream((fd) => system?.isReady(fd) ?? true);
  const report = await createReport(process.env.RUNSTATE_LOG, alert);
  if (!canStayHere(report, inherited)) return 111;
  // Before anything else hears of them. When it ends, runit's hears of none.
  if (options.verbose)
    signalsAs(HEARD)
      .pipe(filter(() => !svlogd?.getSnapshot().matches('draining')))
      .subscribe((message) => report({ program: 'svlogd', subject: undefined, level: 'info', message }));
  system = await loadSystem(inherited, HANDLED, report, 'svlogd');
  const supplies = suppliesOrReport(options, system, { report, alert });
  if (!supplies) return 111;
  const directories = options.directories.map((directory, index) => ({ place: String(index), directory }));
  svlogd = createActor(createSvlogdLogic(supplies), { input: { directories } });
  return run(svlogd, supplies);
};
