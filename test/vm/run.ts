import { type SpawnSyncOptions, spawnSync } from 'node:child_process';

/**
 * Runs a command to its end.
 *
 * @throws which one did not end well, and how.
 */
export const run = (command: readonly [string, ...string[]], options: SpawnSyncOptions = {}): void => {
  const [program, ...args] = command;
  const { status, signal, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ended with ${status ?? signal}`);
};
