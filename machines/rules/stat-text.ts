import type { StatusRecord, Want } from './status-record.ts';

/** The line of `supervise/stat`. A want is told only while something runs, and `want up` never. */
export const statText = ({ state, paused, gotTerm, want }: StatusRecord): string =>
  `${[
    state,
    ...(paused ? ['paused'] : []),
    ...(gotTerm ? ['got TERM'] : []),
    ...(state !== 'down' && want !== 'up' ? [`want ${want}`] : []),
  ].join(', ')}\n`;

/** The want that a line of `supervise/stat` tells; undefined where it tells none, because nothing runs. */
export const wantIn = (line: string): Want | undefined =>
  /^(run|finish)\b/.test(line) ? ((/, want (down|exit)\n$/.exec(line)?.[1] as Want | undefined) ?? 'up') : undefined;

/** The text of `supervise/pid`: empty where there is no process. */
export const pidText = (pid: number): string => (pid === 0 ? '' : `${pid}\n`);
