import { realpathSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fromBytes } from '../../adapters/bytes.ts';
import { isLocalUser } from '../../adapters/local-accounts.ts';
import { readWarily } from '../../adapters/wary-file.ts';
import { literalConf, logPlan, RSVLOG_ACCOUNT, type RsvlogSettings } from '../../machines/rules/rsvlog.ts';
import { prepareLog } from './prepare.ts';

/** A longer `./conf` does more than to set a few variables. */
const LONGEST_CONF = 4096;

/** What `./conf` sets; undefined: only a shell can tell. */
const confIn = (root: string): RsvlogSettings | undefined => {
  const seen = statSync(`${root}conf`, { throwIfNoEntry: false });
  if (!seen?.isFile()) return {};
  if (seen.size > LONGEST_CONF) return undefined;
  const settings = literalConf(readWarily(`${root}conf`, LONGEST_CONF, true).bytes.toString('latin1'));
  if (!settings) return undefined;
  const text = (value = ''): string => fromBytes(Buffer.from(value, 'latin1'));
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, text(value)]));
};

/**
 * Does what rsvlog does before it becomes svlogd, for a logger that is going to run in this process.
 *
 * @param root prefix of paths in the log service's directory.
 * @returns svlogd's arguments; undefined: it is to become something else, or somebody else. Throws where something is
 *   in the way: started as a program, it will say what.
 */
export const prepareHosted = (root: string): readonly string[] | undefined => {
  const path = fromBytes(realpathSync(root, { encoding: 'buffer' }));
  const conf = confIn(root);
  if (!conf || basename(path) !== 'log') return undefined;
  const isRoot = process.getuid?.() === 0;
  const plan = logPlan({ ...process.env, ...conf }, basename(dirname(path)), isRoot);
  if (plan.type === 'syslog' || plan.mustExist) return undefined;
  if (plan.account !== undefined && isLocalUser(RSVLOG_ACCOUNT.user) !== false) return undefined;
  return ['-t', prepareLog(root, plan).directory];
};
