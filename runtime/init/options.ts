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

const patienceOf = (seconds: string): number | undefined =>
  /^\d+$/.test(seconds) && Number(seconds) <= LONGEST ? Number(seconds) * 1000 : undefined;

/** Reads `[--main NAME] [--timeout S] DIR`; undefined where it is something else. */
export const initOptions = (args: readonly string[]): InitOptions | undefined => {
  let main: string | undefined;
  let patience: number | undefined = PATIENCE;
  let at = 0;
  for (; args[at]?.startsWith('--'); at += 2) {
    const value = args[at + 1];
    if (value === undefined) return undefined;
    if (args[at] === '--main') main = value;
    else if (args[at] === '--timeout') patience = patienceOf(value);
    else return undefined;
  }
  const [directory, ...rest] = args.slice(at);
  if (!directory || rest.length > 0 || patience === undefined || main === '' || main?.includes('/')) return undefined;
  return { directory, main, patience };
};
