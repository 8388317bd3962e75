import { resolve } from 'node:path';
import { fromBytes, toBytes } from '../../adapters/bytes.ts';
import { type FoundFile, lookAt } from '../../adapters/found-file.ts';
import { type LocalIds, localIds } from '../../adapters/local-accounts.ts';
import { parseAccount } from '../../machines/rules/chpst/ids.ts';
import { svlogdOptions } from '../../machines/rules/svlog/options.ts';
import type { LogPlace, ProgramFacts } from './facts.ts';

/** Scripts that make their directories, or go elsewhere before they log. */
const PREPARES = /\b(mkdir|install|cd|chown|chmod)\b/;

/** The directories that svlogd is to log to; none where that is not plain to see. */
const directoriesOf = ({ text, becomes, file }: ProgramFacts): readonly string[] => {
  if (becomes?.name !== 'svlogd' || PREPARES.test(text ?? '') || becomes.args.includes(undefined)) return [];
  const words = (becomes.args as readonly string[]).map((word) => fromBytes(Buffer.from(word, 'latin1')));
  const options = svlogdOptions(words, toBytes);
  return 'problem' in options ? [] : options.directories.map((path) => resolve(`${file.path}/..`, path));
};

const idsOf = (account: string): LocalIds | undefined => {
  const read = parseAccount(account);
  return read?.type === 'names' ? localIds(read.user, read.groups) : read;
};

const WRITE_AND_ENTER = 0o3;

/** By owner, group and mode, as access(2) would say for root's sake. */
const mayWrite = ({ uid, gid, mode }: FoundFile, ids: LocalIds): boolean => {
  const shift = ids.uid === uid ? 6 : ids.gids.includes(gid) ? 3 : 0;
  return ids.uid === 0 || ((mode >> shift) & WRITE_AND_ENTER) === WRITE_AND_ENTER;
};

/** What there is to be said of the directories that a log service logs to. */
export const gatherLogPlaces = (program: ProgramFacts | undefined): LogPlace[] => {
  if (!program) return [];
  const account = program.becomes?.account;
  const ids = account === undefined ? undefined : idsOf(account);
  return directoriesOf(program).flatMap((path) => {
    try {
      const file = lookAt(path);
      const isRefused = file?.kind === 'directory' && ids && !mayWrite(file, ids);
      return [{ path, file: file?.kind === 'dangling' ? undefined : file, refuses: isRefused ? account : undefined }];
    } catch {
      return [];
    }
  });
};
