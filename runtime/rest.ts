/** Milliseconds between two looks. */
const PAUSE = 5000;
/** Milliseconds between two looks at most: who has nothing to do looks half as often each time. */
const LONGEST = 40_000;
/** Seconds of work after which there is something to be given back. */
const WORK = 1;
/** Share of the time between two looks that a program works at most which rests, and one that does nothing. */
const REST = 0.1;
const NOTHING = 0.001;

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
  let pause = PAUSE;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    timer = setTimeout(look, pause).unref();
  };
  const look = (): void => {
    const now = secondsOf(used());
    const share = ((now - last) * 1000) / pause;
    last = now;
    pause = share < NOTHING ? Math.min(pause * 2, LONGEST) : PAUSE;
    wait();
    if (share >= REST || now - given < WORK) return;
    give();
    given = secondsOf(used());
  };
  wait();
  return () => clearTimeout(timer);
};
