/**
 * Loads something without giving Node an occasion to open standard error as a stream: that would make a pipe non-blocking
 * for everyone who shares it, services among them, who then lose what they write. Copying `node:util` is such an occasion,
 * as koffi and pino do: its `diff` asks whether standard error takes colours.
 */
export const withStderrUntouched = async <T>(load: () => Promise<T>): Promise<T> => {
  const stderr = Object.getOwnPropertyDescriptor(process, 'stderr')!;
  Object.defineProperty(process, 'stderr', { configurable: true, value: undefined });
  try {
    return await load();
  } finally {
    Object.defineProperty(process, 'stderr', stderr);
  }
};
