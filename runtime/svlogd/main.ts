import { filter } from 'rxjs';
import { type Actor, createActor } from 'xstate';
import { type AlertStream, createAlertStream } from '../../adapters/alert-stream.ts';
import type { Inherited } from '../../adapters/inherited-note.ts';
import { createAlerts } from '../../adapters/log-alerts.ts';
import { createBuffers } from '../../adapters/log-buffers.ts';
import type { LogPlace, LogSupplies } from '../../adapters/log-place.ts';
import { Pump } from '../../adapters/log-pump.ts';
import { createLogSource } from '../../adapters/log-source.ts';
import { openStartDirectory } from '../../adapters/start-directory.ts';
import { codeOf, type Report, type System } from '../../adapters/system.ts';
import { keepStderrUntouched } from '../../adapters/untouched-stderr.ts';
import type { SvlogdOptions } from '../../machines/rules/svlog/options.ts';
import type { SvlogdEvent, svlogdMachine } from '../../machines/svlogd.ts';
import { createReport } from '../diagnostics.ts';
import { loadSystem } from '../host.ts';
import { signalsAs } from '../signals.ts';
import { createBatch, createSvlogdLogic, HEARD, HOPELESS, ORDERS } from './logic.ts';

const HANDLED = ['SIGTERM', 'SIGHUP', 'SIGALRM'] as const;

/** Whom a svlogd talks to. */
type Ears = { readonly report: Report; readonly alert: AlertStream };

const suppliesOf = (options: SvlogdOptions, system: System, { report, alert }: Ears): LogSupplies => {
  const { stamp, verbose } = options;
  const places = new Map<string, LogPlace>();
  return {
    system,
    pump: new Pump(createBatch(options), () => system.now().wall, createAlerts(places, stamp, alert)),
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
        if (exitCode !== 0) say(HOPELESS);
        resolve(exitCode);
      },
      error(cause) {
        say({ level: 'fatal', message: 'fault', subject: undefined, cause });
        resolve(111);
      },
    });
    signalsAs<SvlogdEvent>(ORDERS).subscribe((event) => svlogd.send(event));
    svlogd.start();
  });
};

/**
 * svlogd, stand-alone: logs standard input until it ends or TERM comes.
 *
 * @returns the exit code: 0 at the end, 111 where there is no directory to log to.
 */
export const runSvlogd = async (options: SvlogdOptions, inherited: Inherited): Promise<number> => {
  keepStderrUntouched();
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
  const find = () => supplies;
  svlogd = createActor(createSvlogdLogic(find, createLogSource(find)), { input: { directories } });
  return run(svlogd, supplies);
};
