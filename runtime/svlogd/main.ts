import { closeSync, constants, openSync } from 'node:fs';
import { createActor } from 'xstate';
import type { Inherited } from '../../adapters/inherited-note.ts';
import { createAlerts } from '../../adapters/log-alerts.ts';
import { createBuffers } from '../../adapters/log-buffers.ts';
import type { LogPlace, LogSupplies } from '../../adapters/log-place.ts';
import { Pump } from '../../adapters/log-pump.ts';
import { createLogSource } from '../../adapters/log-source.ts';
import { codeOf, type Report, type System } from '../../adapters/system.ts';
import type { SvlogdOptions } from '../../machines/rules/svlog/options.ts';
import type { SvlogdEvent } from '../../machines/svlogd.ts';
import { createReport } from '../diagnostics.ts';
import { loadSystem } from '../host.ts';
import { signalsAs } from '../signals.ts';
import { createBatch, createSvlogdLogic, HEARD, HOPELESS, ORDERS } from './logic.ts';

const HANDLED = ['SIGTERM', 'SIGHUP', 'SIGALRM'] as const;

const suppliesOf = (options: SvlogdOptions, system: System, report: Report): LogSupplies => {
  const { stamp, verbose } = options;
  const places = new Map<string, LogPlace>();
  return {
    system,
    pump: new Pump(createBatch(options), () => system.now().wall, createAlerts(places, stamp)),
    buffers: createBuffers(),
    root: '',
    stamp,
    verbose,
    places,
    busy: new Map(),
    ending: { isOrderly: false },
    say: (diagnostic) => report({ program: 'svlogd', ...diagnostic }),
  };
};

/** Memory for lines and chunks; undefined: there is not as much as was asked for, which is reported. */
const suppliesOrReport = (options: SvlogdOptions, system: System, report: Report): LogSupplies | undefined => {
  try {
    return suppliesOf(options, system, report);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    report({ program: 'svlogd', subject: '', level: 'fatal', message: 'out of memory.' });
    return undefined;
  }
};

/** As runit, which keeps the directory that it is started in open. */
const canStayHere = (report: Report): boolean => {
  try {
    closeSync(openSync('.', constants.O_RDONLY));
    return true;
  } catch (error) {
    const message = 'unable to open current working directory';
    report({ program: 'svlogd', subject: '', level: 'fatal', message, code: codeOf(error) });
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
  if (!canStayHere(report)) return 111;
  // Before anything else hears of them.
  if (options.verbose)
    signalsAs(HEARD).subscribe((message) => report({ program: 'svlogd', subject: '', level: 'info', message }));
  const system = await loadSystem(inherited, HANDLED, report, 'svlogd');
  const supplies = suppliesOrReport(options, system, report);
  if (!supplies) return 111;
  const directories = options.directories.map((directory, index) => ({ place: String(index), directory }));
  const svlogd = createActor(createSvlogdLogic(supplies, createLogSource(supplies)), { input: { directories } });
  // Signal listeners alone do not keep Node alive, and children have nothing else.
  setInterval(() => {}, 2 ** 30);
  return new Promise((resolve) => {
    svlogd.subscribe({
      complete() {
        const exitCode = svlogd.getSnapshot().output?.exitCode ?? 111;
        if (exitCode !== 0) supplies.say(HOPELESS);
        resolve(exitCode);
      },
      error(cause) {
        supplies.say({ level: 'fatal', message: 'fault', subject: '', cause });
        resolve(111);
      },
    });
    signalsAs<SvlogdEvent>(ORDERS).subscribe((event) => svlogd.send(event));
    svlogd.start();
  });
};
