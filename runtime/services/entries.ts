import type { Helpers, ServicePlan } from './plan.ts';
import { logScript, runScript } from './run-script.ts';
import { variableFile } from './variable-file.ts';

/** A file or directory below a service directory. */
export type Entry = {
  readonly path: string;
  readonly mode: number;
  /** Undefined: it is a directory. */
  readonly text?: string;
};

const LOG = 'log/main';

const logEntries = (helpers: Helpers): Entry[] => [
  { path: 'log', mode: 0o755 },
  { path: 'log/run', mode: 0o755, text: logScript(helpers) },
  // What a program prints is not for everybody.
  { path: LOG, mode: 0o700 },
];

/** Variables may be secrets. chpst reads them before it changes the user. */
const environmentEntries = (environment: ReadonlyMap<string, string>): Entry[] => [
  { path: 'env', mode: 0o700 },
  ...[...environment].map(([name, value]) => ({ path: `env/${name}`, mode: 0o600, text: variableFile(value) })),
];

/** What a service directory is made of, parents first. */
export const serviceEntries = (plan: ServicePlan, helpers: Helpers): Entry[] => [
  { path: 'run', mode: 0o755, text: runScript(plan, helpers) },
  ...(plan.down ? [{ path: 'down', mode: 0o644, text: '' }] : []),
  ...(plan.environment.size > 0 ? environmentEntries(plan.environment) : []),
  ...(plan.log ? logEntries(helpers) : []),
];

/** Where a service's log is, below its directory. */
export const LOG_FILE = `${LOG}/current`;
