import { Calls } from './calls.ts';
import { Refusal, refuse } from './errors.ts';
import type { Inode, OpenFile } from './inode.ts';
import type { Kernel } from './kernel.ts';
import { lookUp } from './path.ts';
import type { Process } from './process.ts';
import { startProgram } from './programs.ts';

/** What posix_spawn(3) does in the child before it executes the program. */
export type FileAction =
  | { readonly type: 'close'; readonly fd: number }
  | { readonly type: 'fchdir'; readonly fd: number }
  | { readonly type: 'dup2'; readonly from: number; readonly fd: number }
  | {
      readonly type: 'open';
      readonly fd: number;
      readonly path: string;
      readonly flags: number;
      readonly mode: number;
    };

type Prepared = { cwd: Inode; readonly files: Map<number, OpenFile> };

/** Carries the actions out. Paths through `/proc/self` lead through the descriptors that the child has inherited. */
const prepare = (kernel: Kernel, parent: Process, actions: readonly FileAction[]): Prepared => {
  const prepared: Prepared = { cwd: parent.cwd, files: new Map() };
  const calls = new Calls(kernel, parent);
  const put = (fd: number, file: OpenFile): void => {
    prepared.files.get(fd)?.close();
    prepared.files.set(fd, file);
  };
  for (const action of actions) {
    if (action.type === 'close') {
      prepared.files.get(action.fd)?.close();
      prepared.files.delete(action.fd);
    } else if (action.type === 'fchdir') prepared.cwd = parent.files.get(action.fd)!.inode;
    else if (action.type === 'open') put(action.fd, calls.describe(action.path, action.flags, action.mode));
    else {
      const file = prepared.files.get(action.from) ?? parent.files.get(action.from);
      if (!file) continue;
      file.refs++;
      put(action.fd, file);
    }
  }
  return prepared;
};

/** The file to execute, relative to where the child is. */
const programAt = (kernel: Kernel, parent: Process, cwd: Inode, path: string): Inode => {
  const { cwd: own } = parent;
  parent.cwd = cwd;
  try {
    const inode = lookUp(kernel, parent, path);
    return inode.kind === 'file' && (inode.mode & 0o111) !== 0 ? inode : refuse('EACCES');
  } finally {
    parent.cwd = own;
  }
};

/**
 * posix_spawn(3): the child's pid. Refuses as fork and exec do.
 *
 * @param file what is executed, relative to the child's directory.
 */
export const spawn = (
  kernel: Kernel,
  parent: Process,
  file: string,
  actions: readonly FileAction[],
  args: readonly string[],
): number => {
  kernel.enter(parent, 'spawn');
  const code = kernel.faults.of('spawn');
  kernel.trace.add(kernel.elapsed, 'spawn', file, code);
  if (code) refuse(code);
  const { cwd, files } = prepare(kernel, parent, actions);
  let program: Inode;
  try {
    program = programAt(kernel, parent, cwd, file);
  } catch (cause) {
    for (const open of files.values()) open.close();
    if (cause instanceof Refusal) return refuse(cause.code);
    throw cause;
  }
  const purpose = { type: 'program', directory: cwd, file: file.replace(/^\.\//, '') } as const;
  const child = kernel.createProcess(parent, cwd, purpose, args);
  for (const [fd, open] of files) child.files.set(fd, open);
  startProgram(kernel, child, program.bytes.toString('latin1'));
  return child.pid;
};
