import { chmodSync, closeSync, lstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import { toBytes } from '../adapters/bytes.ts';
import { REQUEST_PATHS } from '../adapters/request-files.ts';
import { sendSignal } from '../adapters/send-signal.ts';
import { codeOf } from '../adapters/system.ts';
import { errnoText } from '../machines/rules/errno-text.ts';
import packageFile from '../package.json' with { type: 'json' };

/** Permissions of a request that is made, before it is set; and when it is. */
const MADE = 0o644;
const SET = 0o100;
const UNSET = 0o000;

const write = (text: string): void => void writeSync(2, toBytes(text));

/** The request could not be made; told already. */
class Refused extends Error {}

const fatal = (message: string): never => {
  write(`init: fatal: ${message}\n`);
  throw new Refused(message);
};

const attempt = (what: string, path: string, act: () => void, tolerated?: string): void => {
  try {
    act();
  } catch (error) {
    const code = codeOf(error);
    if (code !== tolerated) fatal(`unable to ${what} ${path}: ${errnoText(code)}`);
  }
};

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** The place that stage 1 has prepared, be it a link into nowhere; Debian's where it has prepared none. */
const placeOf = (paths: readonly string[]): string => paths.find(isThere) ?? paths[0]!;

const set = (paths: readonly string[]): void => {
  const path = placeOf(paths);
  attempt('create', path, () => closeSync(openSync(path, 'w', MADE)));
  attempt('chmod', path, () => chmodSync(path, SET));
};

const unset = (paths: readonly string[]): void => {
  const path = placeOf(paths);
  attempt('chmod', path, () => chmodSync(path, UNSET), 'ENOENT');
};

/** Asks process 1 to stop the system, and to start it again where that is wanted. */
const request = (restart: boolean): void => {
  if (!isRunit()) fatal('process no 1 is not runit');
  set(REQUEST_PATHS.stopit);
  if (restart) set(REQUEST_PATHS.reboot);
  else unset(REQUEST_PATHS.reboot);
  sendSignal(1, 'SIGCONT');
};

/** False where process 1 is known to be another program: it must not get our signal, nor the files outlive it. */
const isRunit = (): boolean => {
  try {
    return readFileSync('/proc/1/comm', 'utf8') === 'runit\n';
  } catch {
    return true;
  }
};

/**
 * runit-init, also called init: halts (`0`) or restarts (`6`) a system that runit runs. As process 1 it is replaced by
 * runit before Node starts, by the launcher.
 *
 * @returns the exit code.
 */
export const runRunitInit = (argv0: string, level: string | undefined): number => {
  // Only the first character counts, as to runit.
  if (level?.[0] === '0' || level?.[0] === '6') {
    try {
      request(level[0] === '6');
      return 0;
    } catch (error) {
      if (error instanceof Refused) return 111;
      throw error;
    }
  }
  if (level?.startsWith('-V')) write(`runstate ${packageFile.version}\n\n`);
  write(`usage: ${argv0} 0|6\n\n`);
  return 0;
};
