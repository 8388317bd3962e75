import { chmodSync, closeSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { isSet, REQUEST_PATHS } from '../adapters/request-files.ts';
import { sendSignal } from '../adapters/send-signal.ts';
import { writeText } from '../adapters/standard-output.ts';
import packageFile from '../package.json' with { type: 'json' };
import { attempt, Fatal } from './fatal.ts';

/** Permissions of a request that is made, before it is set; and when it is. */
const MADE = 0o644;
const SET = 0o100;
const UNSET = 0o000;

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** The place that stage 1 has prepared, be it a link into nowhere; Debian's where it has prepared none. */
const placeOf = (paths: readonly string[]): string => paths.find(isThere) ?? paths[0]!;

/** One place is enough. */
const set = (paths: readonly string[]): void => {
  const path = placeOf(paths);
  attempt(`unable to create ${path}`, () => closeSync(openSync(path, 'w', MADE)));
  attempt(`unable to chmod ${path}`, () => chmodSync(path, SET));
};

/** Unsets a request wherever it is set: runit looks at all of the places. */
const unset = (paths: readonly string[]): void => {
  for (const path of new Set([placeOf(paths), ...paths.filter(isSet)]))
    attempt(`unable to chmod ${path}`, () => chmodSync(path, UNSET), 'ENOENT');
};

/** Asks process 1 to stop the system, and to start it again where that is wanted. */
const request = (restart: boolean): void => {
  if (!isRunit()) throw new Fatal('process no 1 is not runit');
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
      if (!(error instanceof Fatal)) throw error;
      writeText(2, `init: fatal: ${error.message}\n`);
      return 111;
    }
  }
  if (level?.startsWith('-V')) writeText(2, `runstate ${packageFile.version}\n\n`);
  writeText(2, `usage: ${argv0} 0|6\n\n`);
  return 0;
};
