import type { Seen } from './seen.ts';
import type { Setting } from './setting.ts';

/** What a move finds. */
export type Circumstances = {
  readonly setting: Setting;
  readonly before: Seen;
  readonly after: Seen;
  /** `control/k` has taken over a KILL, and the same `run` goes on: the original has it down (R16). */
  readonly spared: boolean;
};

/** A deliberate difference, as narrow as it is: where it is met, and what the original shows instead. */
type Excuse = {
  /** Id of the row in COMPATIBILITY.md. */
  readonly row: string;
  readonly applies: (move: string, circumstances: Circumstances) => boolean;
  /** What the original shows, where that can be told; it goes its own way from here on, and is not compared any further. */
  readonly theirs?: (circumstances: Circumstances) => Seen | undefined;
};

const runs = ({ main }: Seen): boolean => main.status.pid === 'run';
const finishes = ({ main }: Seen): boolean => main.status.pid === 'finish';
const wantsExit = ({ main }: Seen): boolean => main.stat.endsWith('want exit');
const drains = ({ main, log }: Seen): boolean =>
  main.stat.startsWith('down') && log?.stat.endsWith('want exit') === true;

const hasLogger = ({ log }: Seen): boolean => log !== undefined && log.status.pid !== 'none';

/**
 * Gone on the spot, its files as they were; `control/k` has been asked, and may have spared who is paused. With a logger to
 * be waited for it sees the process die after all, but has closed the pipe by then, so no `finish` can be started.
 */
const leaving = ({ before, after, setting }: Circumstances): Seen | undefined => {
  const stopped = before.main.stopped && setting.scripts.k === 'suppresses';
  if (!hasLogger(before)) return { ...before, scripts: after.scripts, runsv: 0, main: { ...before.main, stopped } };
  return runs(before) && setting.finish === 'none' && after.main.status.pid !== 'run' ? after : undefined;
};

/** A logger that is stopped keeps its runsv for ever, once its service is gone. */
const keptBy = ({ before, after }: Circumstances): boolean =>
  before.log?.status.paused === true && after.log?.status.paused !== true && (drains(after) || after.runsv !== 'alive');

export const EXCUSES: readonly Excuse[] = [
  {
    row: 'R05',
    applies: (move, { before }) => move === 'k' && (runs(before) || finishes(before)) && wantsExit(before),
    theirs: leaving,
  },
  { row: 'R06', applies: (move, { before }) => move === 'k' && finishes(before), theirs: ({ before }) => before },
  { row: 'R16', applies: (move, { spared }) => spared && (move === 'TERM' || /^[^z]$/.test(move)) },
  { row: 'R27', applies: (_, circumstances) => keptBy(circumstances) },
  { row: 'R08', applies: (move, { before }) => drains(before) && ['u', 'o', 'd', 'p', 'c'].includes(move) },
];

export const excuseOf = (move: string, circumstances: Circumstances): Excuse | undefined =>
  EXCUSES.find(({ applies }) => applies(move, circumstances));
