import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/*
 * What this package is installed as: how its programs are started, and where its files are. In the single executable
 * binary/installation.ts takes the place of this one, with the same names.
 */

/** Where the package lies: its bundles are `dist/lib/NAME.cjs` in there. */
const packageHome = (): string => dirname(dirname(dirname(process.argv[1]!)));

/** How Node was called, up to the program: what a launcher becomes. */
export const ownCommand = (): string[] => [process.execPath, ...process.execArgv, process.argv[1]!];

/** The command that is a program of this package, arguments to be added. */
export const ownProgram = (name: string): readonly [file: string, ...args: string[]] => [
  join(packageHome(), 'dist/bin', name),
];

/** Whether a file is one of this package's loggers. Throws the errors of realpath(3). */
export type OwnLoggers = (path: string, name: 'svlogd' | 'rsvlog') => boolean;

/** Undefined: they are not beside this program. @param home where the package lies. */
export const ownLoggers = (home = packageHome()): OwnLoggers | undefined => {
  try {
    const own = {
      svlogd: realpathSync(join(home, 'dist/bin/svlogd')),
      rsvlog: realpathSync(join(home, 'dist/bin/rsvlog')),
    };
    return (path, name) => realpathSync.native(path) === own[name];
  } catch {
    return undefined;
  }
};

/** The command that has a Node of its own run the text of a module, which finds the arguments behind `process.argv[0]`. */
export const evaluation = (text: string, ...args: readonly string[]): readonly [file: string, ...args: string[]] => [
  process.execPath,
  '--input-type=module',
  '-e',
  text,
  ...args,
];

/** The directory of services that `runstate demo` shows; undefined: there is none. */
export const examplesDirectory = (): string | undefined => join(packageHome(), 'examples');

/** Where services of the demo find this package's programs. */
export const programsDirectory = (): string => join(packageHome(), 'dist/bin');

/** A file, by its path in a folder, which it is named with: `/index.html`. */
export type NamedFile = readonly [name: string, body: Buffer];

/** The files of the live page. Throws the errors of readdir(3). */
export const pageFiles = (): NamedFile[] => {
  const directory = join(packageHome(), 'dist/page');
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(directory.length), readFileSync(path)]);
};

/** This package's version, as its package.json has it; `unknown` where that cannot be read. */
export const packageVersion = (): string => {
  try {
    return JSON.parse(readFileSync(join(packageHome(), 'package.json'), 'utf8')).version;
  } catch {
    return 'unknown';
  }
};

/** Lays out what is to be on disk before programs are started; where that cannot be, they do without. */
export const unpack = (): void => {};

/** What a program is called by somewhere else: a link that leads to it, or a script that becomes it. */
export type CalledBy = { readonly link: string } | { readonly script: string };

/** @param directory where it is to be called by that name; links resolved. */
export const calledBy = (name: string, directory: string): CalledBy => ({
  link: relative(directory, realpathSync(join(programsDirectory(), name))),
});
