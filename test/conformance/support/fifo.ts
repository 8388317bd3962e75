import { closeSync, constants, openSync, writeSync } from 'node:fs';
import koffi from 'koffi';
import { until } from './until.ts';

const FIONREAD = 0x541b;
const ioctl = koffi.load(null).func('int ioctl(int fd, unsigned long request, _Out_ int *value)');

/** Bytes that wait in a pipe. */
export const waiting = (fd: number): number => {
  const count = [0];
  ioctl(fd, FIONREAD, count);
  return count[0]!;
};

/** Whether somebody reads the FIFO: how clients learn that a runsv lives. */
export const hasReader = (path: string): boolean => {
  try {
    closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch {
    return false;
  }
};

/** Writes to a FIFO and waits until its reader has taken everything, or is gone. */
export const writeAndDrain = async (path: string, bytes: string | Uint8Array): Promise<void> => {
  const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    writeSync(fd, typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
    await until(`${path} is drained`, () => waiting(fd) === 0 || !hasReader(path));
  } finally {
    closeSync(fd);
  }
};
