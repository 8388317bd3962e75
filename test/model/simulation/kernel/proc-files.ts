import { Inode } from './inode.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';

const BOOT_ID = '0b5e55ed-0000-4000-8000-00000000b007\n';

const fileOf = (text: string): Inode => {
  const inode = new Inode(0, 'file', 0o444);
  inode.write(Buffer.from(text, 'latin1'), 0);
  return inode;
};

const letterOf = ({ state }: Process): string => (state === 'zombie' ? 'Z' : state === 'stopped' ? 'T' : 'S');

/** `/proc/PID/stat`: the parent is field 4, the start time field 22. */
const statText = (process: Process): string => {
  const fields = Array.from({ length: 50 }, () => '0');
  fields[0] = letterOf(process);
  fields[1] = String(process.parent?.pid ?? 0);
  fields[19] = String(process.startTick);
  if (process.state === 'zombie') fields[49] = String(process.waitStatus);
  return `${process.pid} (a (strange) name) ${fields.join(' ')}\n`;
};

const directoryOf = (names: readonly string[]): Inode => {
  const inode = new Inode(0, 'directory', 0o555);
  for (const name of names) inode.entries.set(name, new Inode(0, 'directory', 0o555));
  return inode;
};

/** What is at a path below `/proc`, and what of the path is left to be followed from there; undefined: nothing. */
export const procEntry = (
  kernel: Kernel,
  process: Process,
  path: string,
): { readonly inode: Inode; readonly rest: string } | undefined => {
  const [, , whose = '', what = '', which = '', ...rest] = path.split('/');
  if (whose === '') return { inode: directoryOf([...kernel.processes.keys()].map(String)), rest: '' };
  if (path === '/proc/sys/kernel/random/boot_id') return { inode: fileOf(BOOT_ID), rest: '' };
  const owner = whose === 'self' ? process : kernel.processes.get(Number(whose));
  if (!owner) return undefined;
  if (what === 'stat') return { inode: fileOf(statText(owner)), rest: '' };
  if (what === 'cwd') return owner.state === 'zombie' ? undefined : { inode: owner.cwd, rest: '' };
  if (what === 'fd' && which === '') return { inode: directoryOf([...owner.files.keys()].map(String)), rest: '' };
  const file = what === 'fd' ? owner.files.get(Number(which)) : undefined;
  return file && { inode: file.inode, rest: rest.join('/') };
};
