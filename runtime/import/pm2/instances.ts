import { availableParallelism } from 'node:os';
import { type App, setting, textSetting } from './app.ts';

/** How often an app is to run; as pm2 has it, `max` and 0 are one for each processor, and -1 is one less. */
export const instancesOf = (app: App): number => {
  const given = setting(app, 'instances');
  if (given === undefined) return 1;
  const count = given === 'max' ? 0 : Number(given);
  if (!Number.isInteger(count)) return 1;
  return Math.max(1, count > 0 ? count : availableParallelism() + count);
};

/** The variable that tells a process which of them it is. */
const DEFAULT_VARIABLE = 'NODE_APP_INSTANCE';

/** The variables of one of several: which it is, and the one that counts up with it. */
export const instanceVariables = (
  app: App,
  variables: ReadonlyMap<string, string>,
  which: number,
): Map<string, string> => {
  const counted = textSetting(app, 'increment_var');
  const first = counted === undefined ? Number.NaN : Number(variables.get(counted));
  return new Map([
    ...variables,
    [textSetting(app, 'instance_var') ?? DEFAULT_VARIABLE, String(which)],
    ...(Number.isInteger(first) ? [[counted!, String(first + which)] as const] : []),
  ]);
};

/** What is to be known of several processes that pm2 would have had share a port. */
export const instancesNote = (app: App, count: number, isNode: boolean): string | undefined => {
  const mode = textSetting(app, 'exec_mode');
  const isCluster = mode === undefined ? isNode && setting(app, 'instances') !== undefined : /^cluster/.test(mode);
  if (!isCluster) return undefined;
  if (count === 1) return 'exec_mode cluster: it is a process like any other, nothing is lost with one instance';
  const variable = textSetting(app, 'increment_var');
  const ports = variable === undefined ? 'a port of its own (increment_var has one counted up)' : `its own ${variable}`;
  return `exec_mode cluster: is not supported, the ${count} processes do not share a port; each needs ${ports} behind a proxy, or listens with reusePort`;
};
