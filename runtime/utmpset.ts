import { fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { endianness } from 'node:os';
import { toBytes } from '../adapters/bytes.ts';
import { lock } from '../adapters/lock-file.ts';
import { openAppend } from '../adapters/open-append.ts';
import { writeText } from '../adapters/standard-output.ts';
import { type OptionLetters, type OptionProblem, readOptions } from '../machines/rules/getopt.ts';
import { endedLogin, endOfSession, isLogin, utmpLayout } from '../machines/rules/utmp-record.ts';
import type { CommandLine } from './argv.ts';
import { attempt, Fatal } from './fatal.ts';
import { explainProblem } from './option-problem.ts';

const UTMP = '/var/run/utmp';
const WTMP = '/var/log/wtmp';

/** Options of utmpset. */
export const UTMPSET_LETTERS: OptionLetters = { flags: 'wV', withArgument: '' };

const USAGE_CODE = 1;
const FATAL_CODE = 111;

const layout = utmpLayout(process.arch, endianness());
const now = (): number => Math.floor(Date.now() / 1000);

const openLocked = (path: string, open: (path: string) => number): number => {
  const fd = attempt(`unable to open ${path}`, () => open(path));
  attempt(`unable to lock: ${path}`, () => lock(fd, true));
  return fd;
};

/** A record could not be made: runit calls that a warning, and gives up all the same. */
class Unrecorded extends Fatal {}

const record = <T>(line: string, file: string, step: () => T): T => {
  try {
    return attempt(`unable to logout line ${line} in ${file}`, step);
  } catch (error) {
    throw error instanceof Fatal ? new Unrecorded(error.message, { cause: error }) : error;
  }
};

/** Ends the first login on the line that `utmp` has. */
const endLogin = (line: string, name: Uint8Array): void => {
  const fd = openLocked(UTMP, (path) => openSync(path, 'r+'));
  const found = new Uint8Array(layout.size);
  record(line, 'utmp', () => {
    for (let at = 0; readSync(fd, found, 0, layout.size, at) === layout.size; at += layout.size) {
      if (!isLogin(found, name)) continue;
      writeSync(fd, endedLogin(found, layout, now()), 0, layout.size, at);
      return;
    }
    throw new Unrecorded(`unable to logout line ${line} in utmp: no such entry`);
  });
};

/** Notes the end of the session in `wtmp`; a record that was not written whole is taken back. */
const noteEnd = (line: string, name: Uint8Array): void => {
  const fd = openLocked(WTMP, openAppend);
  record(line, 'wtmp', () => {
    const { size } = fstatSync(fd);
    try {
      if (writeSync(fd, endOfSession(name, layout, now())) === layout.size) return;
    } catch (error) {
      ftruncateSync(fd, size);
      throw error;
    }
    ftruncateSync(fd, size);
    throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
  });
};

const explain = ({ argv0, name }: CommandLine, problem?: OptionProblem | { readonly problem: 'version' }): number => {
  writeText(2, `${problem ? explainProblem(name, problem) : ''}usage: ${argv0} [-w] line\n\n`);
  return USAGE_CODE;
};

/**
 * utmpset: notes the end of a login on a line in `utmp`, with `-w` in `wtmp` as well.
 *
 * @returns the exit code.
 */
export const runUtmpset = (called: CommandLine): number => {
  let isForWtmp = false;
  const operands = readOptions<{ problem: 'version' }>(called.args, UTMPSET_LETTERS, (option) => {
    if (option === 'V') return { problem: 'version' };
    isForWtmp = true;
    return undefined;
  });
  if ('problem' in operands) return explain(called, operands);
  const [line] = operands;
  if (line === undefined) return explain(called);
  try {
    endLogin(line, toBytes(line));
    if (isForWtmp) noteEnd(line, toBytes(line));
    return 0;
  } catch (error) {
    if (!(error instanceof Fatal)) throw error;
    writeText(2, `utmpset: ${error instanceof Unrecorded ? 'warning' : 'fatal'}: ${error.message}\n`);
    return FATAL_CODE;
  }
};
