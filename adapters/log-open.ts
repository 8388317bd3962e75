import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  renameSync,
  type Stats,
  statSync,
} from 'node:fs';
import { DEFAULT_CONFIG, type LogConfig, parseConfig } from '../machines/rules/svlog/config.ts';
import { labelFor } from '../machines/rules/svlog/names.ts';
import { toPath } from './bytes.ts';
import { type Directory, type Held, heldDirectory } from './directory.ts';
import { namesIn, pathIn } from './log-names.ts';
import { inform, type LogSupplies } from './log-place.ts';
import { codeOf } from './system.ts';
import { isClosed, isHeldOpenToOthers } from './trust.ts';
import { openWarilyIn, readWarily } from './wary-file.ts';

const { O_WRONLY, O_APPEND, O_CREAT } = constants;

/** Modes that tell of an open `current` and of one that was closed in good order. */
export const OPEN_MODE = 0o644;
export const CLOSED_MODE = 0o744;

/** A step failed: `message` and `code` make runit's line. */
export class LogError extends Error {
  override readonly name = 'LogError';
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** Runs a step; its failure becomes a {@link LogError} with runit's words. */
export const attempt = <T>(message: string, act: () => T): T => {
  try {
    return act();
  } catch (error) {
    throw new LogError(message, codeOf(error));
  }
};

const pathOf = (path: string, root: string): string => (path === '' || path.startsWith('/') ? path : root + path);

/** Whether a directory that is open was removed. */
export const isRemoved = ({ fd }: Held): boolean => fstatSync(fd).nlink === 0;

/** Whether there is something by the name of a log directory. */
export const isThere = (path: string, root: string): boolean => existsSync(toPath(pathOf(path, root)));

/** Opens a log directory, for reading too: its names are listed. Throws {@link LogError}. */
export const openLogDirectory = (path: string, { root, system }: LogSupplies): Directory => {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  const fd = attempt('unable to open log directory', () => openSync(toPath(pathOf(path, root)), flags));
  const held = heldDirectory(fd);
  try {
    if (!fstatSync(fd).isDirectory()) throw new LogError('unable to change directory', 'ENOTDIR');
    attempt('unable to change directory', () => accessSync(held.base, constants.X_OK));
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return system.directory(held);
};

/** Takes the lock of a log directory: its descriptor. Throws {@link LogError}. */
export const lockLogDirectory = (directory: Directory, { system }: LogSupplies): number => {
  const message = 'unable to lock directory';
  const fd = attempt(message, () => openWarilyIn(directory, 'lock', O_WRONLY | O_APPEND | O_CREAT, 0o600));
  const busy = system.lock(fd);
  if (busy === undefined) return fd;
  closeSync(fd);
  throw new LogError(message, busy);
};

/** Longer ones are refused. */
const LONGEST_CONFIG = 1_048_576;

/** Whoever else may write `config` must not choose what we run. */
const configIn = (path: string, label: string, { say }: LogSupplies): LogConfig => {
  const { bytes, seen } = readWarily(path, LONGEST_CONFIG);
  const config = parseConfig(bytes);
  if (config.processor === undefined || isClosed(seen)) return config;
  say({ level: 'warning', message: 'somebody else may write config, its processor is not run', subject: label });
  return { ...config, processor: undefined };
};

/** Reads `config`; one that cannot be read is reported, and the defaults hold. */
export const readConfig = (directory: Directory, label: string, supplies: LogSupplies): LogConfig => {
  let config = DEFAULT_CONFIG;
  // Where others may put names, a link to what is not there is something.
  if (!isHeldOpenToOthers(directory) && directory.lacks('config')) return config;
  try {
    config = configIn(`${directory.base}/config`, label, supplies);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return config;
    supplies.say({ level: 'warning', message: 'unable to read config', subject: label, code });
  }
  inform(supplies, 'read', `${label}/config`);
  for (const { message, text } of config.warnings) supplies.say({ level: 'warning', message, subject: text });
  return config;
};

/** Looks at `current`; undefined: there is none. Throws {@link LogError}, also where Node means by "no entry" no directory. */
export const statCurrent = (directory: Directory): Stats | undefined =>
  attempt('unable to stat current', () => {
    const path = `${directory.base}/current`;
    try {
      if (isHeldOpenToOthers(directory)) return lstatSync(path);
      return directory.lacks('current') ? undefined : statSync(path);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  });

/** Whether `current` was not closed in good order: the mark is the owner's execute bit. */
export const isUnclean = (stats: Stats | undefined): boolean =>
  stats !== undefined && stats.size > 0 && (stats.mode & constants.S_IXUSR) === 0;

/** Gives `current` a name of its own, in the order of time; the name. */
export const setAside = (directory: Held, suffix: 's' | 'u', supplies: LogSupplies): string => {
  const name = `${labelFor(supplies.system.now().wall, namesIn(directory))}.${suffix}`;
  renameSync(`${directory.base}/current`, pathIn(directory, name));
  return name;
};

/**
 * Opens `current` for appending. It may be a symbolic link, or a device, as in runit; but not where somebody else may have
 * put it there.
 */
export const openCurrent = (directory: Directory): number => {
  const fd = openWarilyIn(directory, 'current', O_WRONLY | O_APPEND | O_CREAT, 0o600);
  try {
    fchmodSync(fd, OPEN_MODE);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fd;
};
