import { closeSync, mkdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { type Directory, type Held, openDirectory } from '../../../adapters/directory.ts';
import { nativeDirectory } from '../../../adapters/native-directory.ts';
import type { OpenRole } from '../../../adapters/place.ts';
import { portableDirectory } from '../../../adapters/portable-directory.ts';
import { temporary } from '../../support/temporary.ts';

/** How names in a directory are reached, by name. */
export const DIRECTORIES: [string, (held: Held) => Directory][] = [
  ['native', nativeDirectory],
  ['portable', portableDirectory],
];

/** A directory that is both the service's and `supervise`, open. */
export const openRoleIn = (path: string, make = nativeDirectory): OpenRole => {
  const supervise = make(openDirectory(path));
  onTestFinished(() => closeSync(supervise.fd));
  return { directory: supervise, supervise, prefix: 'supervise/' };
};

/** An open service directory with its `supervise`. */
export const openRole = (prefix = 'supervise/', make = nativeDirectory): OpenRole & { readonly path: string } => {
  const path = temporary();
  mkdirSync(`${path}/supervise`);
  const directory = make(openDirectory(path));
  const supervise = make(openDirectory(`${path}/supervise`));
  onTestFinished(() => {
    closeSync(directory.fd);
    closeSync(supervise.fd);
  });
  return { path, directory, supervise, prefix };
};
