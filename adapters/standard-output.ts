import { writeSync } from 'node:fs';
import { toBytes } from './bytes.ts';

/** Milliseconds between two tries when the reader of a nonblocking pipe is slow. */
const RETRY = 5;

const pause = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY);

/**
 * Ends the process as a broken pipe ends a C program. Node ignores SIGPIPE; giving a listener up again is its way back
 * to the default.
 */
const dieOfSigpipe = (): never => {
  const listener = (): void => {};
  process.on('SIGPIPE', listener).off('SIGPIPE', listener);
  process.kill(process.pid, 'SIGPIPE');
  return process.exit(128 + 13);
};

/**
 * Writes a text to descriptor 1 or 2, bytes exact, in one write where the kernel takes it in one. Whoever handed us a
 * nonblocking pipe is waited for; any other failure is not ours to report, as in runit.
 */
export const writeText = (fd: 1 | 2, text: string): void => {
  const bytes = toBytes(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EPIPE') dieOfSigpipe();
      if (code !== 'EAGAIN') return;
      pause();
    }
  }
};
