import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { type Ids, idsOf } from '../../adapters/accounts.ts';
import { fromBytes } from '../../adapters/bytes.ts';
import { NOTHING_INHERITED } from '../../adapters/inherited-note.ts';
import { environmentEntries } from '../../adapters/own-environment.ts';
import { writeText } from '../../adapters/standard-output.ts';
import { parseAccount } from '../../machines/rules/chpst/ids.ts';
import { type LogPlan, logPlan, type RsvlogSettings } from '../../machines/rules/rsvlog.ts';
import packageFile from '../../package.json' with { type: 'json' };
import type { CommandLine } from '../argv.ts';
import { chpst } from '../chpst/main.ts';
import { attempt, Fatal } from '../fatal.ts';
import { ownProgram } from '../installation.ts';
import { prepareLog } from './prepare.ts';

const FATAL_CODE = 111;

type Account = { readonly text: string; readonly ids: Ids };

/** The account of the logs; undefined: ours. */
const accountOf = (
  { account, mustExist }: Extract<LogPlan, { type: 'files' }>,
  isRoot: boolean,
): Account | undefined => {
  if (account === undefined) return undefined;
  const parsed = parseAccount(account);
  const ids = parsed && attempt('unable to get password/group file entry', () => idsOf(parsed));
  if (!ids && mustExist) throw new Fatal(`unknown user/group: ${account}`);
  // Nobody else may give logs away.
  return ids && isRoot ? { text: account, ids } : undefined;
};

/** Prepares the directory; the command that is to be executed. */
const commandFor = (plan: LogPlan, isRoot: boolean): string[] => {
  if (plan.type === 'syslog') {
    writeText(1, `rsvlog: info: logging to syslog: ${plan.priority}\n`);
    return ['logger', '-p', plan.priority];
  }
  const account = accountOf(plan, isRoot);
  const { directory, shown } = prepareLog('./', plan, account?.ids);
  writeText(1, `rsvlog: info: logging to ${shown}${account ? ` as ${account.text}` : ''}\n`);
  const svlogd = [...ownProgram('svlogd'), '-t', directory];
  return account ? ['-u', account.text, ...svlogd] : svlogd;
};

/** The environment, which the launcher has had `./conf` change, bytes kept. */
const settingsHere = (): RsvlogSettings =>
  Object.fromEntries(
    environmentEntries(NOTHING_INHERITED).map((entry) => {
      const text = fromBytes(Buffer.from(entry, 'latin1'));
      const at = text.indexOf('=');
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );

const command = (name: string): string[] => {
  const [here, above] = ['.', '..'].map((path) => basename(fromBytes(realpathSync(path, { encoding: 'buffer' }))));
  if (name !== 'run' || here !== 'log') throw new Fatal('it is to be linked as run in the log directory of a service');
  const isRoot = process.getuid?.() === 0;
  return commandFor(logPlan(settingsHere(), above!, isRoot), isRoot);
};

/**
 * rsvlog: the `run` of any log service. Finds out where the logs are to be, prepares that, and becomes svlogd.
 *
 * @returns only where it becomes no other program: the exit code.
 */
export const rsvlog = async ({ argv0, name, launcher, args }: CommandLine): Promise<number> => {
  if (args[0] === '--version') {
    writeText(1, `rsvlog (runstate) ${packageFile.version}\n`);
    return 0;
  }
  try {
    return await chpst({ argv0, name: 'chpst', launcher, args: command(name) });
  } catch (error) {
    if (!(error instanceof Fatal)) throw error;
    writeText(2, `rsvlog: fatal: ${error.message}\n`);
    return FATAL_CODE;
  }
};
