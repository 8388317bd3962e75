import { parseArgs } from 'node:util';

/** How `runstate init` was called. */
export type InitOptions = {
  readonly directory: string;
  /** The service whose end is the container's. */
  readonly main: string | undefined;
  /** Milliseconds that services get to stop. */
  readonly patience: number;
};

/** Two seconds less than what container runtimes wait between TERM and KILL. */
const PATIENCE = 8000;
const LONGEST = 86_400;

export const INIT_OPTIONS = { main: { type: 'string' }, timeout: { type: 'string' } } as const;

const patienceOf = (seconds: string): number | undefined =>
  /^\d+$/.test(seconds) && Number(seconds) <= LONGEST ? Number(seconds) * 1000 : undefined;

/** Reads `[--main NAME] [--timeout S] DIR`; undefined where it is something else. */
export const initOptions = (args: readonly string[]): InitOptions | undefined => {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: INIT_OPTIONS, allowPositionals: true });
    const { main, timeout } = values;
    const patience = timeout === undefined ? PATIENCE : patienceOf(timeout);
    const [directory, ...rest] = positionals;
    if (!directory || rest.length > 0 || patience === undefined || main === '' || main?.includes('/')) return undefined;
    return { directory, main, patience };
  } catch {
    return undefined;
  }
};
