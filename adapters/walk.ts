import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, type Stats } from 'node:fs';
import { fromBytes, toPath } from './bytes.ts';

/** Of open(2); Node has no name for it. Such a descriptor needs no right to read, and opening it has no effect. */
const O_PATH = 0o10000000;
/** As many as the kernel follows on one way. */
const MOST_LINKS = 40;

/** Path of what is in a directory that is held open, whatever its own name leads to by now. */
export const within = (fd: number, name = '.'): string | Buffer => toPath(`/proc/self/fd/${fd}/${name}`);

/** Path of a file that is held open, for messages. */
export const nameOf = (fd: number): string => fromBytes(readlinkSync(`/proc/self/fd/${fd}`, { encoding: 'buffer' }));

/** Names a file without following it, and without opening it: it may be anything. */
export const hold = (path: string | Buffer): number => openSync(path, O_PATH | constants.O_NOFOLLOW);

/** A symbolic link on the way, by what it is called in the directory that it is in, which is held open. */
export type Link = { readonly directory: number; readonly name: string; readonly uid: number };

/** What is to be done on the way. */
export type Way = {
  /** Opens what has a name in a directory; {@link hold} does where this is left out. */
  readonly enter?: (directory: number, name: string) => number;
  /** Told of a link before it is followed: throws where it must not be. */
  readonly followed: (link: Link) => void;
  /** Told of what is come to, the start and the end included. */
  readonly passed?: (place: Stats) => void;
};

/** As `node:fs` throws it. */
const failure = (code: string, path: string): Error =>
  Object.assign(new Error(`${code}: open ${path}`), { code, syscall: 'open' });

/**
 * Where a link leads that is held open. Throws `EAGAIN` where its name is another one's meanwhile: the target that was
 * read may be that one's. A link that is renamed away and back has changed, too.
 */
const targetOf = (link: number, path: string | Buffer): string => {
  const target = readlinkSync(path, { encoding: 'buffer' });
  const [held, named] = [fstatSync(link, { bigint: true }), lstatSync(path, { bigint: true })];
  if (held.dev !== named.dev || held.ino !== named.ino || held.ctimeNs !== named.ctimeNs)
    throw failure('EAGAIN', String(path));
  return fromBytes(target);
};

/** Somebody on the way, one name at a time. */
class Walker {
  fd: number;
  readonly #way: Way;
  readonly #left: string[] = [];
  #links = 0;

  constructor(start: string, path: string, way: Way) {
    this.#way = way;
    this.fd = openSync(toPath(path.startsWith('/') ? '/' : start), O_PATH);
    way.passed?.(fstatSync(this.fd));
    this.#push(path);
  }

  #push(path: string): void {
    this.#left.unshift(...path.split('/').filter((name) => name !== '' && name !== '.'));
  }

  /** Takes the next step; false where there is none left. */
  step(): boolean {
    const name = this.#left.shift();
    if (name === undefined) return false;
    const next = this.#way.enter?.(this.fd, name) ?? hold(within(this.fd, name));
    const seen = fstatSync(next);
    if (seen.isSymbolicLink()) this.#follow(next, { directory: this.fd, name, uid: seen.uid });
    else this.#move(next, seen);
    return true;
  }

  #move(next: number, seen: Stats): void {
    closeSync(this.fd);
    this.fd = next;
    this.#way.passed?.(seen);
  }

  #follow(held: number, link: Link): void {
    try {
      this.#way.followed(link);
      const path = within(link.directory, link.name);
      if (++this.#links > MOST_LINKS) throw failure('ELOOP', String(path));
      const target = targetOf(held, path);
      this.#push(target);
      if (!target.startsWith('/')) return;
      const root = openSync('/', O_PATH);
      this.#move(root, fstatSync(root));
    } finally {
      closeSync(held);
    }
  }
}

/**
 * Goes to a directory, one name at a time, and holds what it has come to: what was looked at on the way is what was
 * gone through. Throws the errors of open(2), and what `way` throws.
 *
 * @param start where the way begins, unless it begins with a slash.
 * @returns a descriptor for paths in it ({@link within}); the caller's to close.
 */
export const walk = (start: string, path: string, way: Way): number => {
  const walker = new Walker(start, path, way);
  try {
    while (walker.step());
    // Where it is no directory, this fails.
    closeSync(hold(within(walker.fd)));
    return walker.fd;
  } catch (error) {
    closeSync(walker.fd);
    throw error;
  }
};
