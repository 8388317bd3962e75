import { createActor } from 'xstate';
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

const suppliesOf = (options: SvlogdOptions, system: System, report: Report): LogSupplies => {
  const { length, replacement, replaced, stamp, verbose } = options;
  const table = replacement === undefined ? undefined : replacements(replacement, replaced);
  const places = new Map<string, LogPlace>();
  return {
    system,
    pump: new Pump({ length, table }, () => system.now().wall, createAlerts(places, stamp)),
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
const suppliesOrReport = (options: SvlogdOptions, system: System, report: Report): LogSupplies | undefined => {
  try {
    return suppliesOf(options, system, report);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    report({ program: 'svlogd', subject: undefined, level: 'fatal', message: 'out of memory.' });
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

/**
 * svlogd, stand-alone: logs standard input until it ends or TERM comes.
 *
 * @returns the exit code: 0 at the end, 111 where there is no directory to log to.
 */
export const runSvlogd = async (options: SvlogdOptions, inherited: Inherited): Promise<number> => {
  const report = await createReport(process.env.RUNSTATE_LOG);
  if (!canStayHere(report, inherited)) return 111;
  // Before anything else hears of them.
  if (options.verbose)
    signalsAs(HEARD).subscribe((message) => report({ program: 'svlogd', subject: undefined, level: 'info', message }));
  const system = await loadSystem(inherited, HANDLED, report, 'svlogd');
  const supplies = suppliesOrReport(options, system, report);
  if (!supplies) return 111;
  const directories = options.directories.map((directory, index) => ({ place: String(index), directory }));
  const svlogd = createActor(createSvlogdLogic(supplies), { input: { directories } });
  // Signal listeners alone do not keep Node alive, and children have nothing else.
  setInterval(() => {}, 2 ** 30);
  return new Promise((resolve) => {
    svlogd.subscribe({
      complete() {
        const exitCode = svlogd.getSnapshot().output?.exitCode ?? 111;
        if (exitCode !== 0) supplies.say({ level: 'fatal', message: 'no functional log directories.', subject: undefined });
        resolve(exitCode);
      },
      error(cause) {
        supplies.say({ level: 'fatal', message: 'fault', subject: undefined, cause });
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
