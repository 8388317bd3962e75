import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../support/until.ts';
import { freshLogDirectory } from './scratch.ts';
import { sleep } from './sleep.ts';

/** A logger that is ready, and the end of the pipe that it reads from. */
export type Intake = {
  /** The logger's process, and its supervisors' where it has some. */
  processes(): number[];
  readonly fd: number;
  readonly logs: string;
  /** Closes the pipe and waits for the logger's end. */
  end(): Promise<void>;
  /** Removes what it logged. */
  remove(): void;
};

/** Both ends of a pipe, to be handed to processes. */
export const openPipe = (): { reader: number; writer: number } => {
  const path = join(freshLogDirectory('pipe'), 'pipe');
  execFileSync('mkfifo', [path]);
  // With both ends held for a moment, neither of the two others has to wait for its partner.
  const both = openSync(path, constants.O_RDWR);
  const reader = openSync(path, constants.O_RDONLY);
  const writer = openSync(path, constants.O_WRONLY);
  closeSync(both);
  return { reader, writer };
};

/** Waits until a logger has its directory open, and a little for what it does after that. */
export const untilReady = async (logs: string): Promise<void> => {
  await until('the logger is ready', () => existsSync(join(logs, 'current')));
  await sleep(200);
};
