import { readlinkSync } from 'node:fs';

/** The kernel's name for the pid namespace that it started with. */
const FIRST_NAMESPACE = 'pid:[4026531836]';

/** Whether this process is in a pid namespace that is not the machine's own. False where nothing tells. */
export const isContained = (): boolean => {
  try {
    return readlinkSync('/proc/self/ns/pid') !== FIRST_NAMESPACE;
  } catch {
    return false;
  }
};
