import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { getAssetKeys, getRawAsset } from 'node:sea';
import { unpackKoffi } from '../../adapters/koffi-unpacked.ts';
import { codeOf } from '../../adapters/system.ts';
import packageFile from '../../package.json' with { type: 'json' };
import type * as installation from '../installation.ts';
import { type Program, programOf } from '../program-names.ts';
import { EVALUATE } from './evaluate.ts';
import { launcherText } from './launcher.ts';

/*
 * What the single executable is installed as: see ../installation.ts, whose place this takes. Its own file must have a
 * name that is none of the programs', as it is called with theirs as its first argument.
 */

type Same<Name extends keyof typeof installation> = (typeof installation)[Name];

const PAGE = 'page';

export const ownCommand: Same<'ownCommand'> = () => [process.execPath, basename(process.argv[1]!)];

export const ownProgram: Same<'ownProgram'> = (name) => [process.execPath, name];

/** The Node in here is as good as the machine's, which need not have one: evaluate.ts. */
export const evaluation: Same<'evaluation'> = (text, ...args) => [process.execPath, EVALUATE, text, ...args];

const isLauncher = (path: string, program: Program): boolean =>
  readFileSync(path, 'utf8') === launcherText(program, relative(dirname(path), process.execPath));

/** Links to it are known by their own names, as they are when they are called. */
export const ownLoggers: Same<'ownLoggers'> = () => (path, name) => {
  const real = realpathSync(path);
  if (real !== process.execPath) return isLauncher(real, name);
  const called = basename(path);
  return called === name || (called === 'run' && name === 'rsvlog');
};

export const examplesDirectory: Same<'examplesDirectory'> = () => undefined;

export const programsDirectory: Same<'programsDirectory'> = () => dirname(process.execPath);

export const pageFiles: Same<'pageFiles'> = () =>
  getAssetKeys()
    .filter((key) => key.startsWith(`${PAGE}/`))
    .map((key) => [key.slice(PAGE.length), Buffer.from(getRawAsset(key) as ArrayBuffer)]);

export const packageVersion: Same<'packageVersion'> = () => packageFile.version;

/** These pass on nothing of what they were given: a launcher would have nothing to note. */
const PLAIN: readonly Program[] = ['sv', 'runsvchdir', 'utmpset'];

export const unpack: Same<'unpack'> = () => {
  try {
    unpackKoffi();
  } catch (error) {
    // Not to be written to: it is unpacked at every start instead.
    codeOf(error);
  }
};

export const calledBy: Same<'calledBy'> = (name, directory) => {
  const program = programOf(name)!;
  const binary = relative(directory, process.execPath);
  return PLAIN.includes(program) || !existsSync('/bin/sh')
    ? { link: binary }
    : { script: launcherText(program, binary) };
};
