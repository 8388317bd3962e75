import { statSync } from 'node:fs';
import { serviceKey } from '../machines/rules/reconcile.ts';
import { toPath } from './bytes.ts';

/** Which directory a path leads to, whatever its name; undefined: to none that can be looked at. */
export const keyOf = (path: string): string | undefined => {
  try {
    return serviceKey(statSync(toPath(path), { bigint: true }));
  } catch {
    return undefined;
  }
};
