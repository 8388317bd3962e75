import { closeSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getRawAsset } from 'node:sea';
import { isClosed, isOpenToOthers } from './trust.ts';
import { createAnew, readWarily } from './wary-file.ts';

export const NAME = 'koffi.node';

/** koffi's native part, as the single executable has it in it. */
export const embedded = (): Buffer => Buffer.from(getRawAsset(NAME) as ArrayBuffer);

/** Where it may lie by itself: beside the executable. */
export const beside = (): string => join(dirname(process.execPath), NAME);

/**
 * Whether what lies there is this very one, and nobody else can put another one there before it is loaded. Throws what
 * looking and reading throw.
 */
export const isUnpacked = (bytes: Buffer): boolean => {
  if (isOpenToOthers(beside())) return false;
  const found = readWarily(beside(), bytes.length);
  return isClosed(found.seen) && found.bytes.equals(bytes);
};

/**
 * Puts the native part beside the executable, so that it need not be written at every start, and can be loaded where there
 * is no other place for it; not where others may write, as it would not be loaded from there. Throws what writing throws.
 */
export const unpackKoffi = (): void => {
  if (isOpenToOthers(beside())) return;
  const made = `${beside()}.${process.pid}`;
  try {
    const fd = createAnew(made, 0o644);
    try {
      writeFileSync(fd, embedded());
    } finally {
      closeSync(fd);
    }
    renameSync(made, beside());
  } catch (error) {
    rmSync(made, { force: true });
    throw error;
  }
};
