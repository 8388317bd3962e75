import { median } from 'simple-statistics';
import { start, succeeded } from './processes.ts';

/** Milliseconds that a command takes: the middle one of so many times, one after the other. */
export const taken = async (
  command: readonly string[],
  times: number,
  variables: Readonly<Record<string, string>> = {},
): Promise<number> => {
  const all: number[] = [];
  for (let run = 0; run < times; run += 1) {
    const before = performance.now();
    await succeeded(command[0]!, start(command, { variables }));
    all.push(performance.now() - before);
  }
  return median(all);
};
