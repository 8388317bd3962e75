import { release } from 'node:os';

/** Whether this is Linux of that version, or a later one. */
export const isLinux = (major: number, minor: number): boolean => {
  const [ours = 0, its = 0] = release().split('.').map(Number);
  return ours > major || (ours === major && its >= minor);
};
