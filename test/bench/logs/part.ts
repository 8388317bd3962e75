import type { Part } from '../case.ts';
import { latency } from './latency.ts';
import { lineWrites } from './line-writes.ts';
import { endlessLine, longInput } from './memory.ts';
import { supervisedThroughput } from './supervised-throughput.ts';
import { throughput } from './throughput.ts';

const MEGABYTE = 1_000_000;

/** How fast svlogd logs, how soon, and in how much memory. */
export const logs: Part = ({ scale, long }) => {
  const sized = (megabytes: number): number => Math.ceil(megabytes * scale) * MEGABYTE;
  return [
    throughput(80, sized(200)),
    throughput(1000, sized(500)),
    supervisedThroughput(80, sized(200)),
    supervisedThroughput(1000, sized(500)),
    lineWrites(80, sized(40)),
    latency(Math.max(500, Math.ceil(2000 * scale))),
    longInput(80, sized(200), long ? 50 : 10),
    endlessLine(sized(50), 20),
  ];
};
