import { unlinkSync } from 'node:fs';
import type { LogConfig } from '../machines/rules/svlog/config.ts';
import { pruning, victimWhenFull } from '../machines/rules/svlog/prune.ts';
import type { Held } from './directory.ts';
import { busyFiles, namesIn, pathIn } from './log-names.ts';
import { inform, type LogSupplies } from './log-place.ts';
import { codeOf } from './system.ts';

/** Deletes a file; false: it could not be, which is reported. */
const remove = (directory: Held, name: string, message: string, subject: string, supplies: LogSupplies): boolean => {
  try {
    unlinkSync(pathIn(directory, name));
    return true;
  } catch (error) {
    supplies.say({ level: 'warning', message, subject, code: codeOf(error) });
    return false;
  }
};

/** What a directory's files are looked through for. */
export type Pruned = {
  readonly directory: Held;
  readonly label: string;
  readonly config: LogConfig;
  /** The log that the processor has. */
  readonly busy: string | undefined;
};

/** Deletes what processors have left, and the oldest log where there is one too many. */
export const prune = ({ directory, label, config, busy }: Pruned, supplies: LogSupplies): void => {
  let names: readonly string[];
  try {
    names = namesIn(directory);
  } catch (error) {
    const message = 'unable to read directory, want remove old logfile';
    supplies.say({ level: 'warning', message, subject: label, code: codeOf(error) });
    return;
  }
  const { leftovers, victim } = pruning(names, config.keep, busyFiles(busy));
  for (const name of leftovers) remove(directory, name, 'unable to unlink processor leftover', name, supplies);
  if (victim === undefined) return;
  inform(supplies, 'delete', `${label}/${victim}`);
  remove(directory, victim, 'unable to unlink oldest logfile', label, supplies);
};

/** Makes room on a full disk by deleting one old log, where the config allows it; false: no room was made. */
export const makeRoom = ({ directory, label, config, busy }: Pruned, supplies: LogSupplies): boolean => {
  let names: readonly string[];
  try {
    names = namesIn(directory);
  } catch {
    return false;
  }
  const victim = victimWhenFull(names, config, busyFiles(busy));
  if (victim === undefined) return false;
  supplies.say({ level: 'warning', message: 'out of disk space, delete', subject: `${label}/${victim}` });
  return remove(directory, victim, 'unable to unlink oldest logfile', label, supplies);
};
