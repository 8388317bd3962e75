import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where is kept what takes long to make, from one run to the next: a directory of this name among the user's caches. An
 * `XDG_CACHE_HOME` that is empty or relative is none, as the XDG Base Directory Specification has it.
 */
export const cacheNamed = (name: string, { XDG_CACHE_HOME: asked = '' }: NodeJS.ProcessEnv = process.env): string =>
  join(isAbsolute(asked) ? asked : join(homedir(), '.cache'), name);

/** A name for what is made of this: what is made of anything else has another one. */
export const keyOf = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
