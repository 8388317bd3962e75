import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TMPFS = 0x01021994;
/** What inputs and logs take at most, in bytes. */
const ROOM = 1.5e9;

const isRoomyTmpfs = (path: string): boolean => {
  try {
    const { type, bavail, bsize } = statfsSync(path);
    return type === TMPFS && bavail * bsize >= ROOM;
  } catch {
    return false;
  }
};

const memory = ['/dev/shm', tmpdir()].find(isRoomyTmpfs);

/** Where inputs and logs lie: in memory if there is room, so that no disk is measured. */
export const place = { kind: memory === undefined ? 'a disk (no tmpfs with room)' : 'a tmpfs' };

const roots = new Map<string, string>();
const rootIn = (parent: string): string => {
  const made = roots.get(parent) ?? mkdtempSync(join(parent, 'runstate-bench-'));
  roots.set(parent, made);
  return made;
};

let serial = 0;
const freshIn = (parent: string, name: string): string => {
  const path = join(rootIn(parent), `${serial++}-${name}`);
  mkdirSync(path);
  return path;
};

/** Where inputs and logs lie. */
export const dataRoot = (): string => rootIn(memory ?? tmpdir());
/** An empty directory for logs. */
export const freshLogDirectory = (name: string): string => freshIn(memory ?? tmpdir(), name);
/** An empty directory in which scripts may be executed, as they may not on every tmpfs. */
export const freshServices = (name: string): string => freshIn(tmpdir(), name);

export const removeScratch = (): void => {
  for (const root of roots.values()) rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  roots.clear();
};
