import { closeSync, constants, fstatSync, opendirSync, openSync, readSync } from 'node:fs';
import { variableChange, variableValue } from '../machines/rules/chpst/environment.ts';
import * as libc from './libc.ts';
import { enterDirectory } from './own-process.ts';
import { checked } from './system-call.ts';

const { O_RDONLY, O_NONBLOCK } = constants;

/** What happens on the way through an environment directory. */
export type EnvironmentDirectory = {
  readonly path: string;
  /** Runs a step; what it throws ends the reading, told in these words. */
  readonly attempt: <T>(words: string, step: () => T) => T;
  /** A file that is passed over. Its name, one character a byte, and the name of the error. Throws: it is not. */
  readonly passOver: (name: string, code: string) => void;
};

/**
 * More than the kernel takes in one variable: what begins so is refused when it is handed over, and what is in the lines
 * that follow the first one does not count.
 */
const LONGEST = 1_048_576;

/** The beginning of what is in a file, or comes out of a FIFO. */
const readBeginning = (fd: number, most: number): Buffer => {
  const bytes = Buffer.alloc(Math.min(most, Math.max(fstatSync(fd).size, 65_536)));
  let size = 0;
  for (let count = -1; count !== 0 && size < bytes.length; size += count)
    count = readSync(fd, bytes, size, bytes.length - size, null);
  return bytes.subarray(0, size);
};

/** A file of an environment directory; not there any more, or a link that leads nowhere, is like an empty one. */
const readVariable = (name: Buffer): string => {
  let fd: number;
  try {
    // A FIFO that nobody writes to must not hold us up.
    fd = openSync(name, O_RDONLY | O_NONBLOCK);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw cause;
  }
  try {
    return readBeginning(fd, LONGEST).toString('latin1');
  } finally {
    closeSync(fd);
  }
};

/** Names in the order in which the file system tells them, one character a byte. */
const namesHere = ({ path, attempt }: EnvironmentDirectory): string[] => {
  const directory = attempt(`unable to open directory: ${path}`, () =>
    opendirSync('.', { encoding: 'buffer' as BufferEncoding }),
  );
  const names: string[] = [];
  attempt(`unable to read directory: ${path}`, () => {
    for (let entry = directory.readSync(); entry; entry = directory.readSync())
      names.push((entry.name as unknown as Buffer).toString('latin1'));
  });
  directory.closeSync();
  return names.filter((name) => name[0] !== '.');
};

/** The changes that a directory of variables asks for; see {@link variableChange}. */
export const readEnvironmentDirectory = (directory: EnvironmentDirectory): string[] => {
  const { path, attempt, passOver } = directory;
  const start = attempt('unable to open current working directory', () => openSync('.', O_RDONLY));
  attempt(`unable to switch to directory: ${path}`, () => enterDirectory(path));
  const changes: string[] = [];
  for (const name of namesHere(directory)) {
    try {
      changes.push(variableChange(name, variableValue(readVariable(Buffer.from(name, 'latin1')))));
    } catch (cause) {
      passOver(name, (cause as NodeJS.ErrnoException).code ?? 'unknown');
    }
  }
  attempt('unable to switch to starting directory', () => checked(libc.fchdir(start)));
  closeSync(start);
  return changes;
};
