import { accessSync, constants, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { toPath } from '../../adapters/bytes.ts';
import { isSupervised } from '../../adapters/ok-fifo.ts';

/** The directory that a demo runs over. */
export type ServicesDirectory = {
  /** Absolute. */
  readonly path: string;
  /** Removes what was made for this demo only. */
  dispose(): void;
};

const isWritable = (path: string): boolean => {
  try {
    accessSync(toPath(path), constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const nothing = (): void => {};

/**
 * The directory that was asked for, or the package's examples: in place, so that they can be edited while they run; a
 * copy where the package is installed read-only.
 */
export const servicesDirectory = (asked: string | undefined, examples: string): ServicesDirectory => {
  if (asked !== undefined) return { path: resolve(asked), dispose: nothing };
  if (isWritable(examples)) return { path: resolve(examples), dispose: nothing };
  const copy = mkdtempSync(join(tmpdir(), 'runstate-demo-'));
  cpSync(examples, copy, { recursive: true });
  return { path: copy, dispose: () => rmSync(copy, { recursive: true, force: true }) };
};

/** A service in a directory that another supervisor has already; undefined: none. Throws the errors of readdir(3). */
export const supervisedIn = (directory: string): string | undefined =>
  readdirSync(toPath(directory), 'utf8').find((name) => isSupervised(`${directory}/${name}`));
