import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../../../support/temporary.ts';
import { IN_SERVICE } from '../../support/processes.ts';
import { freshLogDirectory } from '../../support/scratch.ts';
import type { Service } from './supervisor.ts';

/** The file that a service makes when it runs, and the line for sh that makes it. */
export const STAMP = 'running';
export const MAKE_STAMP = `: >${STAMP}`;
/** The file that a logger makes before anything else. */
export const LOG = 'log/main/current';

/** The command of a log service; or the supervisor logs by itself; or nobody does. */
export type Logging = { readonly command: string } | 'itself' | undefined;

/** Writes a service directory: `run`, and where anybody logs `log/main`, on the tmpfs if there is one. */
export const writeService = (directory: string, service: Service, logs: string, logging: Logging): void => {
  program(join(directory, 'run'), `#!/bin/sh\nexport ${IN_SERVICE}\n${service.script}\n`);
  if (logging === undefined) return;
  mkdirSync(join(logs, service.name));
  mkdirSync(join(directory, 'log'));
  symlinkSync(join(logs, service.name), join(directory, 'log/main'));
  if (logging !== 'itself') program(join(directory, 'log/run'), `#!/bin/sh\nexec ${logging.command}\n`);
};

/** Writes the directories of services under one. */
export const writeServices = (directory: string, services: readonly Service[], logging: Logging): void => {
  const logs = freshLogDirectory('logs');
  for (const service of services) writeService(join(directory, service.name), service, logs, logging);
};
