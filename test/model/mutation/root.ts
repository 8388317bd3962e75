import { resolve } from 'node:path';

/** The directory of the package. */
export const ROOT = resolve(import.meta.dirname, '../../..');
