import { constants, existsSync, openSync } from 'node:fs';
import { createAlertStream } from '../../adapters/alert-stream.ts';
import type { Hosted, Hosting } from '../../adapters/hosted.ts';
import { keepUnread, keptLogpipe } from '../../adapters/kept-logpipe.ts';
import { createBuffers } from '../../adapters/log-buffers.ts';
import type { FeedSupplies } from '../../adapters/log-feed.ts';
import { holdLogpipe } from '../../adapters/logpipe.ts';
import { PipeKeeper } from '../../adapters/pipe-keeper.ts';
import { type Place, roleOf } from '../../adapters/place.ts';
import { codeOf, type Report, type System } from '../../adapters/system.ts';
import { createTurns } from '../../adapters/turns.ts';
import { CANNOT_EXECUTE } from '../../machines/rules/exit-status.ts';
import type { Batch } from '../../machines/rules/svlog/batch.ts';
import type { SvlogdOptions } from '../../machines/rules/svlog/options.ts';
import type { OwnLoggers } from '../installation.ts';
import { HostedLogger, type LoggerSupplies, type ObserveLogger, SPOOL } from './hosted-logger.ts';
import { createBatch } from './logic.ts';
import { ownSvlogdOptions } from './own-svlogd.ts';

/** Batches that are kept for loggers of one kind. */
const KEPT = 2;

/** Batches by the options that they are made for, shared by all loggers that have the same. */
const createBatches = (): ((options: SvlogdOptions) => FeedSupplies['batches']) => {
  const kinds = new Map<string, Batch[]>();
  return (options) => {
    const kind = `${options.length} ${options.replacement} ${options.replaced}`;
    const free = kinds.get(kind) ?? [];
    kinds.set(kind, free);
    return {
      take: () => free.pop() ?? createBatch(options),
      give(batch) {
        if (free.length < KEPT) free.push(batch);
      },
    };
  };
};

/**
 * Runs log services inside this program where their `run` does nothing but become this package's svlogd.
 *
 * @param own knows the package's loggers; undefined: they are not beside this program.
 * @param isOn false: none, but what one has left unfinished is still taken into its log.
 * @param observe makes an observer of the logger of a service, where somebody wants to see them.
 */
export const createHosting = (
  own: OwnLoggers | undefined,
  isOn: boolean,
  system: System,
  report: Report,
  observe?: (label: string, ...rest: Parameters<ObserveLogger>) => ReturnType<ObserveLogger>,
): Hosting | undefined => {
  const { pipes } = system;
  if (own === undefined || !pipes) return undefined;
  const alert = createAlertStream(system.isReady, { patience: 0 });
  const shared = { system, pipes, report, alert, turns: createTurns(), buffers: createBuffers() };
  const batches = createBatches();
  const keeper = new PipeKeeper(system, (code) =>
    report({
      ...{ program: 'runsv', subject: 'runstate', level: 'warning', code },
      message: 'unable to start what keeps log pipes when this program is killed',
    }),
  );
  const run = (
    place: Place,
    openFifo: () => number,
    exited: LoggerSupplies['exited'],
    more: Pick<LoggerSupplies, 'keeper' | 'observe'> = {},
  ): Hosted | undefined => {
    const { directory } = roleOf(place, 'log');
    const root = `${directory.base}/`;
    const pathOf = (name: string): string => `${roleOf(place, 'log').supervise.base}/${name}`;
    let message = 'unable to look at log/run';
    try {
      const options = ownSvlogdOptions(root, own);
      if (!options) return undefined;
      message = 'unable to open log/supervise/spool';
      const itsOwn = { options, root, pathOf, openFifo, exited, ...more };
      return HostedLogger.start({ ...shared, batches: batches(options), ...itsOwn });
    } catch (error) {
      report({ program: 'runsv', subject: place.label, level: 'warning', message, code: codeOf(error) });
      setImmediate(() => exited(CANNOT_EXECUTE, false));
      return { signal() {}, leave() {} };
    }
  };
  const reading = (place: Place) => (): number => {
    holdLogpipe(place);
    return openSync(`/proc/self/fd/${place.logpipe}`, constants.O_RDONLY | constants.O_NONBLOCK);
  };
  return {
    host(place, exited) {
      if (!isOn) return undefined;
      const openFifo = reading(place);
      return run(place, openFifo, exited, {
        keeper: keptLogpipe(place, keeper, openFifo),
        observe: observe && ((written) => observe(place.label, written)),
      });
    },
    drain(place, drained) {
      holdLogpipe(place);
      keeper.attend(place, place.logpipe!);
      place.unkeep?.();
      if (!existsSync(`${roleOf(place, 'log').supervise.base}/${SPOOL}`)) return undefined;
      const logger = run(
        place,
        () => pipes.ended(),
        (_, isSettled) => drained(isSettled),
      );
      if (logger) return logger;
      const message = 'log/supervise/spool holds what a logger before this one has not logged';
      report({ program: 'runsv', subject: place.label, level: 'warning', message });
      return undefined;
    },
    rest(place) {
      if (isOn) keepUnread(place, keeper, reading(place));
    },
    left: (place) => keeper.leave(place),
  };
};
