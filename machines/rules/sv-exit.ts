/** How sv was called: by its name, or as an init script (LSB), by the name of a service. */
export type SvMode = 'sv' | 'lsb';

/** The usage was printed. */
export const USAGE_CODE: Readonly<Record<SvMode, number>> = { sv: 100, lsb: 2 };

/** sv could not work at all. */
export const FATAL_CODE: Readonly<Record<SvMode, number>> = { sv: 100, lsb: 151 };

/** Exit code for a number of failures and warnings. 100 is the usage's, so `sv` stops counting at 99. */
export const failureCode = (failures: number, mode: SvMode): number =>
  mode === 'sv' ? Math.min(failures, 99) : failures;

/** What `status` found out about the main service. `gone`: no runsv, or no such directory. */
export type MainState = 'process' | 'no process' | 'unreadable' | 'gone';

/** Exit code of an init script's `status`: that of the main service, whatever its log service does (runit 2.3.0). */
export const LSB_STATUS_CODE: Readonly<Record<MainState, number>> = {
  process: 0,
  gone: 1,
  'no process': 3,
  unreadable: 4,
};
