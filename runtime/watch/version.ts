import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageHome } from '../argv.ts';

/** This package's version, as its package.json has it; `unknown` where that cannot be read. */
export const packageVersion = (): string => {
  try {
    return JSON.parse(readFileSync(join(packageHome(), 'package.json'), 'utf8')).version;
  } catch {
    return 'unknown';
  }
};
