/** Where a program is searched without a PATH. */
const DEFAULT_PATH = '/bin:/usr/bin';

/** Errors that have the search go on. */
const GOES_ON: readonly string[] = ['ENOENT', 'EACCES', 'EPERM', 'EISDIR'];

/** The files that a program's name may mean, in the order they are tried. */
export const candidates = (program: string, path: string | undefined): string[] =>
  program.includes('/')
    ? [program]
    : (path ?? DEFAULT_PATH).split(':').map((directory) => `${directory === '' ? '.' : directory}/${program}`);

/**
 * Tries the files in turn. A file that is not there is passed over, so that another one's error is told; what is no matter
 * of searching ends it.
 *
 * @param execute runs a file: does not return, or returns the name of the error.
 * @returns the name of the error that is to be told.
 */
export const tryEach = <File>(files: readonly File[], execute: (file: File) => string): string => {
  let told = 'ENOENT';
  for (const file of files) {
    const code = execute(file);
    if (code !== 'ENOENT') told = code;
    if (!GOES_ON.includes(code)) break;
  }
  return told;
};
