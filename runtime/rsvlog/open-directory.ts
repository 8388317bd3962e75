import { closeSync, constants, fstatSync, mkdirSync, openSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { fromBytes, toPath } from '../../adapters/bytes.ts';
import { Fatal } from '../fatal.ts';

/** Of open(2); Node has no name for it. Such a descriptor needs no right to read, and opening it has no effect. */
const O_PATH = 0o10000000;
/** As many as the kernel follows on one way. */
const MOST_LINKS = 40;

/** A directory that is held open: what is done through its descriptor is done to no other. */
export type Directory = {
  readonly fd: number;
  /** It was made just now, is ours and empty. */
  readonly isNew: boolean;
};

/** Path of what is in a directory that is held open, whatever its own name leads to by now. */
export const within = (fd: number, name = '.'): string | Buffer => toPath(`/proc/self/fd/${fd}/${name}`);

/** Path of a file that is held open, for messages. */
export const nameOf = (fd: number): string => fromBytes(readlinkSync(`/proc/self/fd/${fd}`, { encoding: 'buffer' }));

/** Names a file without following it. */
export const hold = (path: string | Buffer): number => openSync(path, O_PATH | constants.O_NOFOLLOW);

const isTrusted = (uid: number): boolean => uid === 0 || uid === process.geteuid?.();

/** Whether nobody but root and us may change what is in a directory. */
export const isClosed = ({ uid, gid, mode }: Stats): boolean =>
  isTrusted(uid) && (mode & 0o002) === 0 && ((mode & 0o020) === 0 || gid === 0);

/** Makes a directory; false where another logger was sooner. */
const make = (path: string | Buffer): boolean => {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
};

/** Whoever may write to the directory that it is in may have put another one in its place. */
const isAsMade = (fd: number): boolean => {
  const seen = fstatSync(fd);
  return seen.isDirectory() && seen.uid === process.geteuid?.() && readdirSync(within(fd)).length === 0;
};

/** What has this name in a directory; with `mayMake` a new directory where there is nothing. */
const enter = (fd: number, name: string, mayMake: boolean): Directory => {
  try {
    return { fd: hold(within(fd, name)), isNew: false };
  } catch (error) {
    if (!mayMake || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const isMade = make(within(fd, name));
  const next = hold(within(fd, name));
  return { fd: next, isNew: isMade && isAsMade(next) };
};

type Options = {
  /** Makes what is not there. */
  readonly mayMake?: boolean;
  /** Links at the start are followed: who may put them there decides what we run anyway. */
  readonly isHome?: boolean;
};

/** Somebody on the way to a directory, one name at a time. */
class Walker {
  at: Directory;
  readonly #options: Options;
  readonly #left: string[] = [];
  #isHome = false;
  #links = 0;

  constructor(start: string, path: string, options: Options) {
    this.#options = options;
    this.at = { fd: openSync(toPath(start), O_PATH), isNew: false };
    this.#isHome = options.isHome === true;
    this.#go(path);
  }

  /** Takes the next step; false where there is none left. */
  step(): boolean {
    const name = this.#left.shift();
    if (name === undefined) return false;
    const next = enter(this.at.fd, name, this.#options.mayMake === true);
    if (fstatSync(next.fd).isSymbolicLink()) this.#follow(next.fd, name);
    else this.#move(next);
    return true;
  }

  #go(path: string): void {
    if (path.startsWith('/')) this.#move({ fd: openSync('/', O_PATH), isNew: false });
    this.#left.unshift(...path.split('/').filter((name) => name !== '' && name !== '.'));
  }

  #move(next: Directory): void {
    closeSync(this.at.fd);
    this.at = next;
    this.#isHome = false;
  }

  #follow(link: number, name: string): void {
    const { uid } = fstatSync(link);
    closeSync(link);
    const { fd } = this.at;
    const mayFollow = this.#isHome || process.geteuid?.() !== 0 || (isTrusted(uid) && isClosed(fstatSync(fd)));
    if (!mayFollow)
      throw new Fatal(`unable to follow ${nameOf(fd)}/${name}: somebody else may have put that symbolic link there`);
    if (++this.#links > MOST_LINKS) throw new Fatal(`unable to follow ${nameOf(fd)}/${name}: too many symbolic links`);
    this.#go(fromBytes(readlinkSync(within(fd, name), { encoding: 'buffer' })));
  }
}

/**
 * Opens a directory. The superuser follows no symbolic link on the way to it that somebody else may have put there.
 *
 * @param start where the way begins, unless it begins with a slash.
 */
export const openDirectory = (start: string, path: string, options: Options = {}): Directory => {
  const walker = new Walker(start, path, options);
  try {
    while (walker.step());
    // Where it is a file, this fails.
    closeSync(hold(within(walker.at.fd)));
    return walker.at;
  } catch (error) {
    closeSync(walker.at.fd);
    throw error;
  }
};
