import { closeSync, mkdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { type OpenRole, openDirectory } from '../../../adapters/place.ts';
import { temporary } from '../../support/temporary.ts';

/** An open service directory with its `supervise`. */
export const openRole = (prefix = 'supervise/'): OpenRole & { readonly path: string } => {
  const path = temporary();
  mkdirSync(`${path}/supervise`);
  const directory = openDirectory(path);
  const supervise = openDirectory(`${path}/supervise`);
  onTestFinished(() => {
    closeSync(directory.fd);
    closeSync(supervise.fd);
  });
  return { path, directory, supervise, prefix };
};
