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

/**
 * Writes a service directory: `run`, `log/main` on the tmpfs where there is one, and `log/run` where the supervisor
 * starts loggers.
 *
 * @param logger the command of its log service.
 */
export const writeService = (directory: string, { name, script }: Service, logs: string, logger?: string): void => {
  program(join(directory, 'run'), `#!/bin/sh\nexport ${IN_SERVICE}\n${script}\n`);
  mkdirSync(join(logs, name));
  mkdirSync(join(directory, 'log'));
  symlinkSync(join(logs, name), join(directory, 'log/main'));
  if (logger !== undefined) program(join(directory, 'log/run'), `#!/bin/sh\nexec ${logger}\n`);
};

/** Writes the directories of services under one. */
export const writeServices = (directory: string, services: readonly Service[], logger?: string): void => {
  const logs = freshLogDirectory('logs');
  for (const service of services) writeService(join(directory, service.name), service, logs, logger);
};
