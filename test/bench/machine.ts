import { cpus, release, totalmem } from 'node:os';

/** What figures depend on, and nothing that tells whose machine it is. */
export type Machine = {
  readonly date: string;
  readonly cores: number;
  readonly processor: string;
  readonly memoryMegabytes: number;
  readonly kernel: string;
  readonly architecture: string;
  readonly node: string;
};

export const machine = (): Machine => ({
  date: new Date().toISOString(),
  cores: cpus().length,
  processor: cpus()[0]?.model ?? 'unknown',
  memoryMegabytes: Math.round(totalmem() / 2 ** 20),
  // The rest of it names a distribution's build, or somebody's own.
  kernel: release().split('.').slice(0, 2).join('.'),
  architecture: process.arch,
  node: process.version,
});

export const machineLine = ({ date, cores, processor, memoryMegabytes, kernel, architecture, node }: Machine): string =>
  `${date}, ${cores} cores (${processor}), ${memoryMegabytes} MB, Linux ${kernel} ${architecture}, Node ${node}`;
