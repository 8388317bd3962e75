import type { StatusRecord } from './status-record.ts';

/** The line of `supervise/stat`. A want is told only while something runs, and `want up` never. */
export const statText = ({ state, paused, gotTerm, want }: StatusRecord): string =>
  `${[
    state,
    ...(paused ? ['paused'] : []),
    ...(gotTerm ? ['got TERM'] : []),
    ...(state !== 'down' && want !== 'up' ? [`want ${want}`] : []),
  ].join(', ')}\n`;

/** The text of `supervise/pid`: empty where there is no process. */
export const pidText = (pid: number): string => (pid === 0 ? '' : `${pid}\n`);
