import { closeSync, constants, ftruncateSync, openSync } from 'node:fs';
import type { FileId } from '../machines/rules/svlog/spool-record.ts';
import { fileId, isSame } from './log-ledger.ts';

/** Cuts a log off, if what has its name is the one that is meant. Throws the errors of open(2) and ftruncate(2). */
export const cutCurrent = (path: string, id: FileId, size: number): void => {
  const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    if (isSame(fileId(fd), id)) ftruncateSync(fd, size);
  } finally {
    closeSync(fd);
  }
};
