import { closeSync, rmSync } from 'node:fs';
import { type Intake, openPipe, untilReady } from './intake.ts';
import type { Logger } from './loggers.ts';
import { start, succeeded } from './processes.ts';
import { freshLogDirectory } from './scratch.ts';

/** A logger as a process of its own, behind a pipe. */
export const processIntake = async (
  { name, command }: Logger,
  wrap: (command: readonly string[]) => readonly string[] = (plain) => plain,
): Promise<Intake> => {
  const logs = freshLogDirectory('logs');
  const { reader, writer } = openPipe();
  const logger = start(wrap(command(logs)), { stdin: reader });
  closeSync(reader);
  await untilReady(logs);
  return {
    processes: () => [logger.pid],
    fd: writer,
    logs,
    async end() {
      closeSync(writer);
      await succeeded(name, logger);
    },
    remove: () => rmSync(logs, { recursive: true }),
  };
};
