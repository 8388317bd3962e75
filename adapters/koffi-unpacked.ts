import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getRawAsset } from 'node:sea';

export const NAME = 'koffi.node';

/** koffi's native part, as the single executable has it in it. */
export const embedded = (): Buffer => Buffer.from(getRawAsset(NAME) as ArrayBuffer);

/** Where it may lie by itself: beside the executable. */
export const beside = (): string => join(dirname(process.execPath), NAME);

/** Whether what lies there is this very one. Throws what reading throws. */
export const isUnpacked = (bytes: Buffer): boolean => readFileSync(beside()).equals(bytes);

/**
 * Puts the native part beside the executable, so that it need not be written at every start, and can be loaded where there
 * is no other place for it. Throws what writing throws.
 */
export const unpackKoffi = (): void => {
  const made = `${beside()}.${process.pid}`;
  writeFileSync(made, embedded(), { mode: 0o644 });
  renameSync(made, beside());
};
