import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from '../../runtime/watch/connection.ts';
import { LoadMeter } from '../../runtime/watch/load.ts';
import { kilobytesIn } from '../bench/support/memory.ts';
import type { Sample } from './record.ts';

const PERIOD = 1000;
const MEBIBYTE = 2 ** 20;

/** MiB that a process has: resident, and of it what is its own and changed. */
export const memoryIn = (rollup: string): { resident: number; dirty: number } => ({
  resident: kilobytesIn(rollup, 'Rss') / 1024,
  dirty: kilobytesIn(rollup, 'Private_Dirty') / 1024,
});

const look = async (pid: number, client: Connection, own: LoadMeter): Promise<Omit<Sample, 'at'>> => {
  const { load } = await client.ask({ type: 'load' }, 'load');
  return {
    ...memoryIn(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')),
    heap: load.heapUsed / MEBIBYTE,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    loopDelay: load.loopDelayP99,
    beside: own.read(0).loopDelayP99,
  };
};

/**
 * Looks at a supervisor each second until it is told to stop.
 *
 * @param seconds since the run began.
 */
export const watch = async (
  pid: number,
  client: Connection,
  seconds: () => number,
  take: (sample: Sample) => void,
  stop: AbortSignal,
): Promise<void> => {
  const own = new LoadMeter();
  own.use();
  // The first answer begins the measurement of the event loop.
  await client.ask({ type: 'load' }, 'load');
  while (await pause(PERIOD, true, { signal: stop }).catch(() => false))
    take({ at: seconds(), ...(await look(pid, client, own)) });
  own.leave();
};
