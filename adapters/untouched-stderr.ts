import { writeSync } from 'node:fs';

/** Node's own, while it is out of the way for loads that may overlap. */
let put: { readonly stderr: PropertyDescriptor; loads: number } | undefined;

const putAway = (): void => {
  put ??= { stderr: Object.getOwnPropertyDescriptor(process, 'stderr')!, loads: 0 };
  if (put.loads++ === 0) Object.defineProperty(process, 'stderr', { configurable: true, value: undefined });
};

const putBack = (): void => {
  if (!put || --put.loads > 0) return;
  Object.defineProperty(process, 'stderr', put.stderr);
  put = undefined;
};

/**
 * Loads something without giving Node an occasion to open standard error as a stream: that would make a pipe non-blocking
 * for everyone who shares it, services among them, who then lose what they write. Copying `node:util` is such an occasion,
 * as koffi and pino do: its `diff` asks whether standard error takes colours.
 */
export const withStderrUntouched = async <T>(load: () => Promise<T>): Promise<T> => {
  putAway();
  try {
    return await load();
  } finally {
    putBack();
  }
};

/** Writes as it is told, and waits: what cannot be written is lost. */
const createPlainStderr = (): NodeJS.WritableStream => {
  const { Writable } = process.getBuiltinModule('node:stream');
  return new Writable({
    write(chunk: Uint8Array, _, done) {
      try {
        writeSync(2, chunk);
      } catch {}
      done();
    },
  });
};

/**
 * Has Node write to standard error without ever opening it as a stream; see {@link withStderrUntouched}. For programs that
 * share it with services: Node opens it for a look even where a socket is closed.
 */
export const keepStderrUntouched = (): void => {
  let plain: NodeJS.WritableStream | undefined;
  Object.defineProperty(process, 'stderr', {
    configurable: true,
    enumerable: true,
    get() {
      plain ??= createPlainStderr();
      return plain;
    },
  });
};
