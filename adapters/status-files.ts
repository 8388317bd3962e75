import { closeSync, unlinkSync, writeSync } from 'node:fs';
import { pidText, statText } from '../machines/rules/stat-text.ts';
import { encodeStatus, type StatusRecord } from '../machines/rules/status-record.ts';
import type { Directory } from './directory.ts';
import type { OpenRole } from './place.ts';
import { codeOf } from './system.ts';
import { createAnewIn } from './wary-file.ts';

/** A file that could not be replaced: the old one stays whole. `message` is runit's. */
export type WriteFailure = { readonly message: string; readonly code: string | undefined };

const writeNew = (directory: Directory, name: string, shown: string, bytes: Uint8Array): WriteFailure | undefined => {
  let fd: number;
  try {
    fd = createAnewIn(directory, name, 0o644);
  } catch (error) {
    return { message: `unable to open ${shown}`, code: codeOf(error) };
  }
  try {
    if (bytes.length > 0 && writeSync(fd, bytes) < bytes.length)
      return { message: `unable to write ${shown}: partial write.`, code: undefined };
  } catch (error) {
    return { message: `unable to write ${shown}`, code: codeOf(error) };
  } finally {
    closeSync(fd);
  }
  return undefined;
};

/** Replaces a file under `supervise/` by write and rename, so that readers see the old one or the new one, whole. */
export const replaceFile = (
  { supervise, prefix }: OpenRole,
  name: string,
  bytes: Uint8Array,
): WriteFailure | undefined => {
  const fresh = `${name}.new`;
  const failure = writeNew(supervise, fresh, `${prefix}${fresh}`, bytes);
  if (failure) {
    // runit renames a short file over a good one; the old one is worth more.
    try {
      unlinkSync(`${supervise.base}/${fresh}`);
    } catch {
      // Never made.
    }
    return failure;
  }
  try {
    supervise.rename(fresh, name);
  } catch (error) {
    return { message: `unable to rename ${fresh} to ${prefix}${name}`, code: codeOf(error) };
  }
  return undefined;
};

/** Writes `pid` (where it changed), `stat` and `status`, in runit's order; the first failure ends the update. */
export const writeStatus = (role: OpenRole, record: StatusRecord, pidChanged: boolean): WriteFailure | undefined =>
  (pidChanged ? replaceFile(role, 'pid', Buffer.from(pidText(record.pid))) : undefined) ??
  replaceFile(role, 'stat', Buffer.from(statText(record))) ??
  replaceFile(role, 'status', encodeStatus(record));
