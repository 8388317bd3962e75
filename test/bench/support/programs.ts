import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Our programs, as `npm run build` makes them. */
export const OURS = join(ROOT, 'dist/bin');

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** A program: where it is, or why it cannot be run. */
export type Found = { readonly path: string; readonly missing?: string };

/** Somebody else's program of that name. */
export const installed = (name: string): Found => {
  const directories = (process.env.PATH ?? '').split(delimiter).filter((directory) => directory.startsWith('/'));
  const path = [...directories, '/usr/sbin', '/sbin', '/command']
    .filter((directory) => resolve(directory) !== OURS)
    .map((directory) => join(directory, name))
    .find(isProgram);
  return path === undefined ? { path: name, missing: 'not installed' } : { path };
};

export const ours = (name: string): Found => {
  const path = join(OURS, name);
  return isProgram(path) ? { path } : { path, missing: 'not built: npm run build' };
};

/** The environment in which a name means the program that lies beside this one. */
export const pathOf = ({ path }: Found): { PATH: string } => ({
  PATH: `${dirname(path)}${delimiter}${process.env.PATH ?? ''}`,
});
