/** Who has a column in the README's table, and what its contenders are called in cases of supervision. */
export const COLUMNS = ['ours', 'C runit', 's6', 'supervisord', 'pm2'] as const;
export type Column = (typeof COLUMNS)[number];

/** One row: a figure of one case. */
export type Budget = {
  readonly what: string;
  readonly unit: string;
  readonly part: string;
  /** What the case's name begins with. */
  readonly case: string;
  readonly key: string;
  /** What it is to be, in words: at most so many times C runit's, where nothing else is said. */
  readonly goal: string;
  /** Names of contenders that are not called as their columns are. */
  readonly names?: Partial<Record<Column, string>>;
};

const SUPERVISION = { part: 'supervision' } as const;
const LOGGERS = { ours: 'ours, hosted', 'C runit': 'C runsvdir, svlogd' } as const;
const SV = { ours: 'runstate: sv', 'C runit': 'runit: sv' } as const;

/** What runstate promises, in the order of the README's table. */
export const BUDGETS: readonly Budget[] = [
  {
    ...{ ...SUPERVISION, case: 'memory', key: 'pss-1000', unit: 'MiB', goal: '× ≤ 0.5' },
    what: 'memory of supervisor and loggers, 1000 services',
  },
  {
    ...{ ...SUPERVISION, case: 'memory', key: 'pss', unit: 'kB', goal: '' },
    what: '… for each further service',
  },
  {
    ...{ ...SUPERVISION, case: 'memory', key: 'seconds-1000', unit: 's', goal: '× ≤ 0.7' },
    what: 'until 1000 services and loggers run',
  },
  {
    ...{ ...SUPERVISION, case: 'restart', key: 'p50', unit: 'ms', goal: '× ≤ 1.2' },
    what: 'killed service → new process runs',
  },
  {
    ...{ ...SUPERVISION, case: 'control', key: 'p50', unit: 'ms', goal: '× ≤ 2' },
    what: 'control letter → signal answered by the service',
  },
  {
    ...{ ...SUPERVISION, case: 'under load', key: 'letter-p99', unit: 'ms', goal: '≤ 20 ms' },
    what: '… p99, while ten services log at full speed',
  },
  {
    ...{ ...SUPERVISION, case: 'under load', key: 'restart-p99', unit: 'ms', goal: '' },
    what: 'killed service → new process, p99, while ten log',
  },
  {
    ...{ ...SUPERVISION, case: 'scan', key: 'p50', unit: 'ms', goal: '≤ 50 ms' },
    what: 'linked directory → service runs',
  },
  {
    ...{ ...SUPERVISION, case: 'idle', key: 'cpu', unit: 'ms/s', goal: '× ≤ 1' },
    what: 'processor time of 500 idle services and loggers',
  },
  {
    ...{ part: 'starts', case: 'sv status of 1 ', key: 'ms', unit: 'ms', goal: '≤ 1.15 × `node -e 0`', names: SV },
    what: '`sv status` of one service',
  },
  {
    ...{ part: 'starts', case: 'sv status of 1000 ', key: 'ms', unit: 'ms', goal: '', names: SV },
    what: '`sv status` of 1000 services',
  },
  {
    ...{
      part: 'logs',
      case: 'throughput, 80-byte lines, 200 MB, -tt, from',
      key: 'rate',
      unit: 'MB/s',
      names: LOGGERS,
    },
    ...{ what: 'logged lines of 80 bytes', goal: '× ≥ 4' },
  },
  {
    ...{ part: 'logs', case: 'throughput, 1000-byte lines, 500 MB, -tt, from', key: 'rate', unit: 'MB/s' },
    ...{ what: 'logged lines of 1000 bytes', goal: '', names: LOGGERS },
  },
];
