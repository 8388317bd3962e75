import { refuse } from './errors.ts';
import type { Inode } from './inode.ts';
import type { Kernel } from './kernel.ts';
import { procEntry } from './proc-files.ts';
import type { Process } from './process.ts';

/** Links that the kernel follows in one path. */
const LONGEST_CHAIN = 40;

/** Where a path leads: what is there, and the directory and name it would be made under. */
export type Found = { readonly inode: Inode | undefined; readonly directory: Inode | undefined; readonly name: string };

export type Path = string | Buffer | URL;

const textOf = (path: Path): string =>
  typeof path === 'string' ? path : Buffer.from(path as Buffer).toString('latin1');

/** Follows a path as the kernel does for a process. Refuses with ENOENT, ENOTDIR, ELOOP. */
export const walk = (kernel: Kernel, process: Process, path: Path, follows: boolean, depth = 0): Found => {
  const text = textOf(path);
  if (text === '') refuse('ENOENT');
  if (depth > LONGEST_CHAIN) refuse('ELOOP');
  if (text.startsWith('/proc')) {
    const special = procEntry(kernel, process, text);
    if (!special) return refuse('ENOENT');
    if (special.rest === '') return { inode: special.inode, directory: undefined, name: '' };
    return walkFrom(kernel, process, special.inode, special.rest, follows, depth);
  }
  return walkFrom(kernel, process, text.startsWith('/') ? kernel.root : process.cwd, text, follows, depth);
};

/** Where a link leads. */
const followLink = (kernel: Kernel, process: Process, link: Inode, directory: Inode, depth: number): Found =>
  link.target.startsWith('/')
    ? walk(kernel, process, link.target, true, depth + 1)
    : walkFrom(kernel, process, directory, link.target, true, depth + 1);

const walkFrom = (
  kernel: Kernel,
  process: Process,
  start: Inode,
  text: string,
  follows: boolean,
  depth: number,
): Found => {
  const names = text.split('/').filter((name) => name !== '' && name !== '.');
  const followsLast = follows || text.endsWith('/');
  let found: Found = { inode: start, directory: undefined, name: '' };
  for (const [index, name] of names.entries()) {
    const directory = found.inode ?? refuse('ENOENT');
    if (directory.kind !== 'directory') refuse('ENOTDIR');
    const inode = name === '..' ? (directory.parent ?? directory) : directory.entries.get(name);
    const isFollowed = inode?.kind === 'link' && (followsLast || index < names.length - 1);
    found = isFollowed ? followLink(kernel, process, inode, directory, depth) : { inode, directory, name };
  }
  return found;
};

/** What a path leads to; refuses where there is nothing. */
export const lookUp = (kernel: Kernel, process: Process, path: Path, follows = true): Inode =>
  walk(kernel, process, path, follows).inode ?? refuse('ENOENT');
