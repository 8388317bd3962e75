import { closeSync, lstatSync, openSync, readlinkSync, statfsSync } from 'node:fs';
import { fromBytes, toPath } from './bytes.ts';
import { cString } from './c-strings.ts';
import * as libc from './libc.ts';
import { LONGEST_CHAIN } from './link-chain.ts';
import { codeOf, type PathChanges, type Pipes, type Readiness } from './system.ts';

const CLOEXEC_NONBLOCK = 0o2004000;
const [IN_ATTRIB, IN_DELETE_SELF, IN_MOVE_SELF, IN_DONT_FOLLOW, IN_MASK_ADD] = [
  4, 0x400, 0x800, 0x02000000, 0x20000000,
];
const ITSELF = IN_DELETE_SELF | IN_MOVE_SELF | IN_DONT_FOLLOW | IN_MASK_ADD;
/** One that another replaces loses its last name. Of a directory this would tell what happens to all that is in it. */
const LINK = ITSELF | IN_ATTRIB;

/**
 * File systems of which the kernel tells every change, by the magic number of statfs(2). Not of a network's or FUSE's; not of
 * those where a subvolume goes with all that is in it, or comes back as it was.
 */
const LOCAL: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0xf2f52010, // F2FS
  0x01021994, // tmpfs
  0x858458f6, // ramfs
  0x794c7630, // overlayfs: what is changed under it is undefined anyway
]);

const isLocal = (path: string): boolean => LOCAL.has(statfsSync(toPath(path)).type);

/** There may be changes that nobody is told of. */
class Untold extends Error {}

/** Has something watched, before it is looked at: what changes later is told of. */
type Pass = (at: string, what: typeof ITSELF | typeof LINK) => void;

/** Where a link leads; undefined: it is none. */
const targetOf = (path: string, pass: Pass): string | undefined => {
  pass(path, ITSELF);
  if (!lstatSync(toPath(path)).isSymbolicLink()) return undefined;
  pass(path, LINK);
  return fromBytes(readlinkSync(toPath(path), 'buffer'));
};

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/**
 * Goes the way that the kernel goes to an absolute path, past each directory and each link on it. A `..` is followed where a link
 * begins with it: a directory that is left again may be empty, and be removed while somebody is in it, which is not told.
 */
const goWay = (path: string, pass: Pass): void => {
  const left = path.split('/').reverse();
  let at = '';
  let links = 0;
  let mayRise = false;
  const rise = (): void => {
    if (!mayRise) throw new Untold();
    at = parentOf(at);
  };
  /** One step by a name that is no directory's own. */
  const step = (name: string): void => {
    const target = targetOf(`${at}/${name}`, pass);
    mayRise = target !== undefined;
    if (target === undefined) at = `${at}/${name}`;
    else if (++links > LONGEST_CHAIN) throw new Untold();
    else {
      if (target.startsWith('/')) at = '';
      left.push(...target.split('/').reverse());
    }
  };
  pass('/', ITSELF);
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (name === '..') rise();
    else if (name !== '' && name !== '.') step(name);
  }
};

/** One watch: of everything on the way to a path, and of what is mounted, until the first change. */
class Watch {
  readonly #pipes: Pipes;
  readonly #open: number[] = [];
  readonly #readinesses: Readiness[] = [];

  constructor(pipes: Pipes) {
    this.#pipes = pipes;
  }

  #heed(fd: number, touched: () => void, isNotice = false): number {
    if (fd < 0) throw new Untold();
    this.#open.push(fd);
    const readiness = this.#pipes.watch(fd, touched, isNotice);
    this.#readinesses.push(readiness);
    readiness.arm();
    return fd;
  }

  open(path: string, mounts: string, touched: () => void): void {
    // It is tried at each turn.
    if (!isLocal(path)) throw new Untold();
    // First: a mount that comes before its descriptor is armed is not told of, but found on the way.
    this.#heed(openSync(mounts, 'r'), touched, true);
    const inotify = this.#heed(libc.inotify.create(CLOEXEC_NONBLOCK), touched);
    goWay(path, (at, what) => {
      if (libc.inotify.add(inotify, cString(at), what) < 0) throw new Untold();
      if (!isLocal(parentOf(at) || '/')) throw new Untold();
    });
    if (!isLocal(path)) throw new Untold();
  }

  close(): void {
    for (const readiness of this.#readinesses.splice(0)) readiness.close();
    for (const fd of this.#open.splice(0)) closeSync(fd);
  }
}

/**
 * Adapter of {@link PathChanges} by inotify(7) and `/proc/self/mountinfo`: two descriptors for each path.
 *
 * @param mounts what gives notice of what is mounted; see proc(5).
 */
export const createPathChanges = (pipes: Pipes, mounts = '/proc/self/mountinfo'): PathChanges => ({
  watch(path, touched) {
    if (!path.startsWith('/')) return undefined;
    const watch = new Watch(pipes);
    const end = (): void => watch.close();
    try {
      watch.open(path, mounts, () => {
        end();
        touched();
      });
      return end;
    } catch (error) {
      end();
      // What is no refusal of the system's is thrown on.
      if (!(error instanceof Untold)) codeOf(error);
      return undefined;
    }
  },
});
