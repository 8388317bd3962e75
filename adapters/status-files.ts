import { closeSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { pidText, statText } from '../machines/rules/stat-text.ts';
import { encodeStatus, type StatusRecord } from '../machines/rules/status-record.ts';
import type { OpenRole } from './place.ts';
import { codeOf } from './system.ts';
import { createAnew } from './wary-file.ts';

/** A file that could not be replaced: the old one stays whole. `message` is runit's. */
export type WriteFailure = { readonly message: string; readonly code: string | undefined };

const writeNew = (path: string, shown: string, bytes: Uint8Array): WriteFailure | undefined => {
  let fd: number;
  try {
    fd = createAnew(path, 0o644);
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
export const replaceFile = (role: OpenRole, name: string, bytes: Uint8Array): WriteFailure | undefined => {
  const path = `${role.supervise.base}/${name}`;
  const failure = writeNew(`${path}.new`, `${role.prefix}${name}.new`, bytes);
  if (failure) {
    // runit renames a short file over a good one; the old one is worth more.
    try {
      unlinkSync(`${path}.new`);
    } catch {
      // Never made.
    }
    return failure;
  }
  try {
    renameSync(`${path}.new`, path);
  } catch (error) {
    return { message: `unable to rename ${name}.new to ${role.prefix}${name}`, code: codeOf(error) };
  }
  return undefined;
};

/** Writes `pid` (where it changed), `stat` and `status`, in runit's order; the first failure ends the update. */
export const writeStatus = (role: OpenRole, record: StatusRecord, pidChanged: boolean): WriteFailure | undefined =>
  (pidChanged ? replaceFile(role, 'pid', Buffer.from(pidText(record.pid))) : undefined) ??
  replaceFile(role, 'stat', Buffer.from(statText(record))) ??
  replaceFile(role, 'status', encodeStatus(record));
