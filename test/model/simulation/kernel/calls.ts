import { constants } from 'node:fs';
import { refuse } from './errors.ts';
import type { FaultKind } from './faults.ts';
import { type Inode, type Kind, OpenFile } from './inode.ts';
import type { Kernel } from './kernel.ts';
import { type Found, lookUp, type Path, walk } from './path.ts';
import type { Process } from './process.ts';

const { O_APPEND, O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_TRUNC } = constants;
/** As RLIMIT_NOFILE says. */
export const MOST_FILES = 1024;

/** What a disk is given away in. */
const BLOCK = 4096;
const blocksOf = (size: number): number => Math.ceil(size / BLOCK);

/** What the kernel tells of changes to whoever looks. */
const changed = (kernel: Kernel, directory: Inode, name: string): void => {
  directory.modified = kernel.wall / 1000;
  for (const watcher of [...directory.watchers]) watcher(name);
  kernel.watch.changed(directory);
};

/** The system calls on files, as they are for one process. Each throws {@link Refusal}; each may be the last one. */
export class Calls {
  readonly #kernel: Kernel;
  readonly #process: Process;

  constructor(kernel: Kernel, process: Process) {
    this.#kernel = kernel;
    this.#process = process;
  }

  /** Time passes with each call of a supervisor's; the world's own calls take none. */
  #enter(name: string, what: number | string, fault?: FaultKind): void {
    if (this.#process.purpose.type !== 'supervisor') return;
    this.#kernel.enter(this.#process, name);
    const code = fault && this.#kernel.faults.of(fault);
    this.#kernel.trace.add(this.#kernel.elapsed, name, what, code);
    if (code) refuse(code);
  }

  #file(fd: number): OpenFile {
    return this.#process.files.get(fd) ?? refuse('EBADF');
  }

  open(path: Path, flags: number, mode = 0o666): number {
    this.#enter('open', String(path), 'open');
    return this.#process.install(this.describe(path, flags, mode));
  }

  /** Opens without giving it a descriptor, and without a call of its own. */
  describe(path: Path, flags: number, mode: number): OpenFile {
    if (this.#process.files.size >= MOST_FILES) refuse('EMFILE');
    const found = walk(this.#kernel, this.#process, path, (flags & (O_NOFOLLOW | O_EXCL)) === 0);
    let { inode } = found;
    if (inode && (flags & O_EXCL) !== 0) refuse('EEXIST');
    if (inode?.kind === 'link') refuse('ELOOP');
    if (!inode) {
      if ((flags & O_CREAT) === 0) return refuse('ENOENT');
      inode = this.#make(found, 'file', mode & 0o755);
    }
    if ((flags & O_DIRECTORY) !== 0 && inode.kind !== 'directory') refuse('ENOTDIR');
    if (inode.kind === 'directory' && (flags & 3) !== 0) refuse('EISDIR');
    if (inode.kind === 'fifo' && (flags & 3) === 1 && (flags & O_NONBLOCK) !== 0 && inode.pipe!.readers === 0)
      refuse('ENXIO');
    if ((flags & O_TRUNC) !== 0 && inode.kind === 'file' && inode.size > 0) this.#resize(inode, 0);
    return new OpenFile(inode, flags);
  }

  #make({ directory, name }: Found, kind: Kind, mode: number): Inode {
    if (!directory?.parent) return refuse('ENOENT');
    const inode = this.#kernel.createInode(kind, mode);
    inode.parent = directory;
    inode.name = name;
    directory.entries.set(name, inode);
    changed(this.#kernel, directory, name);
    return inode;
  }

  close(fd: number): void {
    this.#enter('close', fd);
    (this.#process.remove(fd) ?? refuse('EBADF')).close();
  }

  /** @param at undefined: where the description has come to. */
  read(fd: number, into: Uint8Array, at?: number): number {
    this.#enter('read', fd, at === undefined ? undefined : 'read');
    const file = this.#file(fd);
    const { inode } = file;
    if (inode.kind === 'directory') refuse('EISDIR');
    if (inode.pipe) return this.#readPipe(file, into);
    const bytes = inode.bytes.subarray(at ?? file.offset, (at ?? file.offset) + into.length);
    into.set(bytes);
    if (at === undefined) file.offset += bytes.length;
    return bytes.length;
  }

  #readPipe({ inode: { pipe } }: OpenFile, into: Uint8Array): number {
    if (pipe!.length === 0) return pipe!.writers === 0 ? 0 : refuse('EAGAIN');
    const bytes = pipe!.take(into.length);
    into.set(bytes);
    return bytes.length;
  }

  write(fd: number, bytes: Uint8Array, at?: number): number {
    this.#enter('write', fd, 'write');
    const file = this.#file(fd);
    const { inode } = file;
    if (!file.isWritable) refuse('EBADF');
    if (inode.pipe) return this.#writePipe(file, bytes);
    if (inode.kind !== 'file') return bytes.length;
    const start = (file.flags & O_APPEND) !== 0 ? inode.size : (at ?? file.offset);
    const room = this.#roomFor(inode, start, bytes.length);
    inode.write(bytes.subarray(0, room), start);
    inode.modified = this.#kernel.wall / 1000;
    if (at === undefined) file.offset = start + room;
    this.#kernel.watch.changed(inode);
    return room;
  }

  /** How much of a write the disk has room for; a full one refuses. */
  #roomFor(inode: Inode, start: number, length: number): number {
    const free = this.#process === this.#kernel.init ? Number.POSITIVE_INFINITY : this.#kernel.freeBlocks;
    const most = (blocksOf(inode.size) + free) * BLOCK;
    const room = Math.min(length, most - start);
    if (room <= 0 && length > 0) {
      this.#kernel.faults.count('write, disk full');
      refuse('ENOSPC');
    }
    this.#kernel.freeBlocks -= Math.max(0, blocksOf(start + room) - blocksOf(inode.size));
    return room;
  }

  #writePipe({ inode: { pipe }, flags }: OpenFile, bytes: Uint8Array): number {
    if (pipe!.readers === 0) refuse('EPIPE');
    const count = Math.min(pipe!.room, bytes.length);
    if (count === 0 && (flags & O_NONBLOCK) !== 0) refuse('EAGAIN');
    pipe!.put(Buffer.from(bytes.subarray(0, count)));
    return count;
  }

  /** Bytes go from a pipe to a file; see splice(2). */
  splice(from: number, to: number, at: number, count: number): number {
    this.#enter('splice', from, 'write');
    const { pipe } = this.#file(from).inode;
    const { inode } = this.#file(to);
    if (pipe!.length === 0) return pipe!.writers === 0 ? 0 : refuse('EAGAIN');
    // As many as it likes, in mid-line too.
    const most = Math.min(count, pipe!.length);
    const moved = this.#kernel.random.chance(0.25) ? 1 + this.#kernel.random.below(most) : most;
    const room = this.#roomFor(inode, at, moved);
    inode.write(pipe!.take(room), at);
    this.#kernel.watch.changed(inode);
    return room;
  }

  fstat(fd: number): Inode {
    this.#enter('fstat', fd);
    return this.#file(fd).inode;
  }

  stat(path: Path, follows = true): Inode {
    this.#enter('stat', String(path));
    return lookUp(this.#kernel, this.#process, path, follows);
  }

  readlink(path: Path): string {
    this.#enter('readlink', String(path));
    const inode = lookUp(this.#kernel, this.#process, path, false);
    return inode.kind === 'link' ? inode.target : refuse('EINVAL');
  }

  realpath(path: Path): string {
    return this.stat(path).path || '/';
  }

  names(path: Path): [string, Inode][] {
    this.#enter('readdir', String(path), 'open');
    const inode = lookUp(this.#kernel, this.#process, path);
    return inode.kind === 'directory' ? [...inode.entries] : refuse('ENOTDIR');
  }

  mkdir(path: Path, mode: number): void {
    this.#enter('mkdir', String(path), 'name');
    this.#makeNew(path, 'directory', mode);
  }

  mkfifo(path: Path, mode: number): void {
    this.#enter('mkfifo', String(path), 'name');
    this.#makeNew(path, 'fifo', mode);
  }

  symlink(target: string, path: Path): void {
    this.#enter('symlink', String(path), 'name');
    this.#makeNew(path, 'link', 0o777).target = target;
  }

  #makeNew(path: Path, kind: Kind, mode: number): Inode {
    const found = walk(this.#kernel, this.#process, path, false);
    if (found.inode) refuse('EEXIST');
    return this.#make(found, kind, mode);
  }

  rename(from: Path, to: Path): void {
    this.#enter('rename', String(from), 'name');
    const source = walk(this.#kernel, this.#process, from, false);
    const target = walk(this.#kernel, this.#process, to, false);
    const { inode } = source;
    if (!inode || !source.directory || !target.directory?.parent) refuse('ENOENT');
    if (target.inode?.kind === 'directory') refuse(target.inode.entries.size > 0 ? 'ENOTEMPTY' : 'EISDIR');
    source.directory.entries.delete(source.name);
    if (target.inode) target.inode.links = 0;
    target.directory.entries.set(target.name, inode);
    inode.parent = target.directory;
    inode.name = target.name;
    changed(this.#kernel, source.directory, source.name);
    changed(this.#kernel, target.directory, target.name);
    if (inode.kind === 'directory') for (const watcher of [...inode.watchers]) watcher(source.name);
  }

  unlink(path: Path): void {
    this.#enter('unlink', String(path));
    const { inode, directory, name } = walk(this.#kernel, this.#process, path, false);
    if (!inode || !directory) refuse('ENOENT');
    if (inode.kind === 'directory') refuse('EISDIR');
    inode.links = 0;
    directory.entries.delete(name);
    changed(this.#kernel, directory, name);
  }

  /** rm -r, as somebody at a shell does it. */
  removeTree(path: Path): void {
    const { inode, directory, name } = walk(this.#kernel, this.#process, path, false);
    if (!inode || !directory) return;
    this.#emptyOut(inode);
    directory.entries.delete(name);
    changed(this.#kernel, directory, name);
  }

  #emptyOut(inode: Inode): void {
    inode.links = 0;
    for (const [name, entry] of inode.entries) {
      this.#emptyOut(entry);
      inode.entries.delete(name);
      changed(this.#kernel, inode, name);
    }
    if (inode.kind !== 'directory') return;
    inode.parent = undefined;
    for (const watcher of [...inode.watchers]) watcher(inode.name);
  }

  chmod(path: Path, mode: number): void {
    this.#enter('chmod', String(path));
    lookUp(this.#kernel, this.#process, path).mode = mode;
  }

  fchmod(fd: number, mode: number): void {
    this.#enter('fchmod', fd);
    this.#file(fd).inode.mode = mode;
  }

  truncate(path: Path, size: number): void {
    this.#enter('truncate', String(path));
    this.#resize(lookUp(this.#kernel, this.#process, path), size);
  }

  ftruncate(fd: number, size: number): void {
    this.#enter('ftruncate', fd);
    this.#resize(this.#file(fd).inode, size);
  }

  #resize(inode: Inode, size: number): void {
    inode.resize(size);
    this.#kernel.watch.changed(inode);
  }

  fsync(fd: number): void {
    this.#enter('fsync', fd, 'sync');
    this.#file(fd);
  }

  /** flock(2), exclusive, not waiting. */
  lock(fd: number): void {
    this.#enter('flock', fd);
    const file = this.#file(fd);
    if (file.inode.lock && file.inode.lock !== file) refuse('EAGAIN');
    file.inode.lock = file;
  }

  access(path: Path, mode: number): void {
    const inode = this.stat(path);
    if ((mode & 1) !== 0 && inode.kind !== 'directory' && (inode.mode & 0o111) === 0) refuse('EACCES');
  }
}
