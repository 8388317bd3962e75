import { createLogFiles } from '../../adapters/log-files.ts';
import type { FindLogSupplies } from '../../adapters/log-place.ts';
import { createProcessor } from '../../adapters/log-processor.ts';
import { CHUNK } from '../../adapters/log-pump.ts';
import type { createLogSource } from '../../adapters/log-source.ts';
import { logDirectoryMachine } from '../../machines/log-directory.ts';
import { Batch } from '../../machines/rules/svlog/batch.ts';
import type { SvlogdOptions } from '../../machines/rules/svlog/options.ts';
import { replacements } from '../../machines/rules/svlog/replace.ts';
import { type SvlogdEvent, svlogdMachine } from '../../machines/svlogd.ts';

/** What each signal asks of a logger. */
export const ORDERS = {
  SIGTERM: { type: 'svlogd.terminate' },
  SIGHUP: { type: 'svlogd.reload' },
  SIGALRM: { type: 'svlogd.rotate' },
} as const satisfies Partial<Record<NodeJS.Signals, SvlogdEvent>>;

/** The words of runit's `-v` for the signals that it hears. */
export const HEARD = {
  SIGTERM: 'sigterm received.',
  SIGHUP: 'sighangup received.',
  SIGALRM: 'sigalarm received.',
  SIGCHLD: 'sigchild received.',
} as const;

/** What the end of a logger with exit code 111 is told with. */
export const HOPELESS = { level: 'fatal', message: 'no functional log directories.', subject: undefined } as const;

/** Memory for lines as the options ask for. Throws RangeError where there is not so much. */
export const createBatch = ({ length, replacement, replaced }: SvlogdOptions): Batch =>
  new Batch({
    length,
    chunk: CHUNK,
    table: replacement === undefined ? undefined : replacements(replacement, replaced),
  });

/** The svlogd machine over real files and processes. */
export const createSvlogdLogic = (
  find: FindLogSupplies,
  source: ReturnType<typeof createLogSource>,
): typeof svlogdMachine =>
  svlogdMachine.provide({
    actors: {
      source,
      directory: logDirectoryMachine.provide({
        actors: { files: createLogFiles(find), processor: createProcessor(find) },
      }),
    },
  });
