/** Long enough for a loaded machine: who waits in vain waits for it, nobody else. */
const DEADLINE = 60_000;
const LOOK_PAUSE = 5;

/** Waits until something can be observed: what `look` returns once it is neither false nor undefined, and does not throw. */
export const until = async <T>(
  what: string,
  look: () => T | false | undefined | Promise<T | false | undefined>,
  deadline = DEADLINE,
): Promise<T> => {
  const end = performance.now() + deadline;
  let last: unknown;
  do {
    try {
      const seen = await look();
      if (seen !== false && seen !== undefined) return seen;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_PAUSE));
  } while (performance.now() < end);
  throw new Error(`waited in vain until ${what}`, { cause: last });
};
