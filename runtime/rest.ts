/** Milliseconds between two looks. */
const PAUSE = 5000;
/** Seconds of work after which there is something to be given back. */
const WORK = 1;
/** Share of the time between two looks that a program works at most which rests. */
const REST = 0.1;

const secondsOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;

/**
 * Gives memory back that work has taken, once the program rests: starting a thousand services takes tens of megabytes
 * for the compiler and the collector of V8, which malloc(3) would keep until the end. Who has not worked is left alone.
 *
 * @param used processor time until now.
 * @returns what ends it.
 */
export const giveBackAtRest = (
  give: () => void,
  used: () => NodeJS.CpuUsage = () => process.cpuUsage(),
): (() => void) => {
  let given = 0;
  let last = 0;
  const look = (): void => {
    const now = secondsOf(used());
    const isResting = now - last < (REST * PAUSE) / 1000;
    last = now;
    if (!isResting || now - given < WORK) return;
    give();
    given = secondsOf(used());
  };
  const timer = setInterval(look, PAUSE).unref();
  return () => clearInterval(timer);
};
