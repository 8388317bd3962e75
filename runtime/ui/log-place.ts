import { closeSync, fstatSync, realpathSync } from 'node:fs';
import { fromBytes, toBytes, toPath } from '../../adapters/bytes.ts';
import { openPlain, type PlainFile, readPart } from '../../adapters/plain-file.ts';
import { codeOf } from '../../adapters/system.ts';
import { isTrusted } from '../../adapters/trust.ts';
import { type Link, nameOf, walk, within } from '../../adapters/walk.ts';
import { errnoText } from '../../machines/rules/errno-text.ts';
import { literalWords } from '../../machines/rules/shell-words.ts';
import { svlogdOptions } from '../../machines/rules/svlog/options.ts';

/** A `run` is read so far. */
const LONGEST = 65_536;

/** The directories of the first svlogd that a script names with literal words. */
const directoriesIn = (script: string): readonly string[] => {
  for (const line of script.split('\n')) {
    const [, rest] = /(?:^|[\s/])svlogd[ \t]+(.*)$/.exec(line) ?? [];
    const words = rest === undefined ? undefined : literalWords(rest);
    if (!words || /^\s*#/.test(line)) continue;
    const options = svlogdOptions(
      words.map((word) => fromBytes(Buffer.from(word, 'latin1'))),
      toBytes,
    );
    if (!('problem' in options)) return options.directories;
  }
  return [];
};

const scriptOf = (path: string): string => {
  try {
    // Often a link, to a script that many share. Whoever may write it is whoever runs it.
    const file = openPlain(realpathSync(toPath(path), { encoding: 'buffer' }));
    if (!file) return '';
    try {
      return readPart(file.fd, 0, LONGEST).toString('latin1');
    } finally {
      closeSync(file.fd);
    }
  } catch {
    return '';
  }
};

/** Why a log is not shown, in words for who looks at the page. */
export class Unshown extends Error {}

/** A log that is open to be read. */
export type OpenLog = PlainFile & {
  /** Not everybody on this machine may read it. */
  readonly isPrivate: boolean;
};

const OTHERS_SEARCH = 0o001;
const OTHERS_READ = 0o004;

/**
 * Opens `current` in a directory. Whoever logs there may put anything in its place, and the page is often root's: it is
 * a regular file, which is no link and has no other name, and belongs to whom the directory belongs to, unless everybody
 * may read it. Throws {@link Unshown}, and the errors of open(2).
 */
const openCurrent = (directory: number, isPrivate: boolean): OpenLog => {
  const file = openPlain(within(directory, 'current'));
  if (!file) throw new Unshown(`${nameOf(directory)}/current is no regular file`);
  const { uid, mode, nlink } = file.seen;
  const isForAll = (mode & OTHERS_READ) !== 0;
  if (isForAll || (nlink === 1 && uid === fstatSync(directory).uid))
    return { ...file, isPrivate: isPrivate || !isForAll };
  closeSync(file.fd);
  throw new Unshown(`${nameOf(directory)}/current may be somebody else's file: it is not shown`);
};

/**
 * Opens the log in a directory. A symbolic link on the way is followed where root, or the user of this page, has made
 * it, or else whoever owns the directory: nobody leads us where he could not go himself.
 */
const openLogIn = (path: string): OpenLog => {
  const links: Link[] = [];
  let isPrivate = false;
  const directory = walk('/', path, {
    followed: (link) => links.push(link),
    passed: ({ mode }) => {
      isPrivate ||= (mode & OTHERS_SEARCH) === 0;
    },
  });
  try {
    const { uid } = fstatSync(directory);
    const astray = links.find((link) => !isTrusted(link.uid) && link.uid !== uid);
    if (astray) throw new Unshown(`${path} leads to somebody else's files by the symbolic link ${astray.name}`);
    return openCurrent(directory, isPrivate);
  } finally {
    closeSync(directory);
  }
};

const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

/**
 * Opens a log service's newest lines: `current` in the first directory that its `run` gives to svlogd, else in `main`,
 * where most put it, or beside `run`. Undefined: nowhere that can be told. Throws {@link Unshown}.
 *
 * @param service directory of the log service, absolute.
 */
export const openLog = (service: string): OpenLog | undefined => {
  for (const name of [...directoriesIn(scriptOf(`${service}/run`)), 'main', '.'])
    try {
      return openLogIn(name.startsWith('/') ? name : `${service}/${name}`);
    } catch (error) {
      if (error instanceof Unshown) throw error;
      if (!ABSENT.has(codeOf(error))) throw new Unshown(`unable to open the log: ${errnoText(codeOf(error))}`);
    }
  return undefined;
};
