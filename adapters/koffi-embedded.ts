import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beside, embedded, isUnpacked, NAME } from './koffi-unpacked.ts';

/** open(2) for a file without a name; Node has no constant for it. */
const O_TMPFILE = 0o20000000 | constants.O_DIRECTORY;

/** Where there may be room for a file of a moment, from which code may be loaded: each may be missing, or mounted `noexec`. */
const places = (): string[] => [tmpdir(), '/run', '/dev/shm', '/var/tmp'];

const loaded = (path: string): unknown => {
  const module = { exports: {} };
  process.dlopen(module, path);
  return module.exports;
};

/** What `install` has put there, and no other. */
const throughUnpacked = (bytes: Buffer): unknown => {
  if (!isUnpacked(bytes)) throw new Error(`${beside()} is another one`);
  return loaded(beside());
};

/** In a file that nobody else ever sees. */
const throughNameless = (directory: string, bytes: Buffer): unknown => {
  const fd = openSync(directory, O_TMPFILE | constants.O_RDWR, 0o600);
  try {
    writeFileSync(fd, bytes);
    return loaded(`/proc/self/fd/${fd}`);
  } finally {
    closeSync(fd);
  }
};

/** Where the file system has no such files, or there is no `/proc`: in a directory of ours alone, for this moment. */
const throughNamed = (directory: string, bytes: Buffer): unknown => {
  const own = mkdtempSync(join(directory, 'runstate-'));
  try {
    const path = join(own, NAME);
    writeFileSync(path, bytes);
    return loaded(path);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
};

/** koffi without its JavaScript, as in koffi-binary.ts, from inside the single executable. Throws where nothing can be loaded. */
const load = (): unknown => {
  const bytes = embedded();
  const ways = [
    () => throughUnpacked(bytes),
    ...places().map((place) => () => throughNameless(place, bytes)),
    ...places().map((place) => () => throughNamed(place, bytes)),
  ];
  const reasons: unknown[] = [];
  for (const way of ways) {
    try {
      return way();
    } catch (error) {
      reasons.push(error);
    }
  }
  throw new AggregateError(reasons, `no place to load koffi from: ${beside()}, ${places().join(', ')}`);
};

export default load();
