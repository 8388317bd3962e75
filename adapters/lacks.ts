import { statSync } from 'node:fs';
import type { Directory } from './place.ts';
import type { System } from './system.ts';

/**
 * Whether a service has nothing of a name: mostly there is neither a `finish` nor a `control`, and nobody need be asked for
 * either. False where it cannot be looked at: there may be one. Throws nothing.
 */
export const lacks = ({ fd, base }: Directory, name: string, system: System): boolean => {
  if (system.lacks) return system.lacks(fd, name);
  try {
    return statSync(`${base}/${name}`, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
};
