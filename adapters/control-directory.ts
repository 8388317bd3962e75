import { statSync } from 'node:fs';
import type { Directory } from './place.ts';

/**
 * Whether a service has a directory of control scripts, or something that cannot be looked at. Mostly there is none, and no
 * letter need ask for its script then. Throws nothing.
 */
export const hasControlDirectory = ({ base }: Directory): boolean => {
  try {
    return statSync(`${base}/control`, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
};
