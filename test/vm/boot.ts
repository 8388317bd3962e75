import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Root } from './root.ts';
import { run } from './run.ts';

/** What a machine is made of. */
export type Parts = {
  readonly root: Root;
  /** The kernel that is a program; undefined: there is KVM. */
  readonly userMode: string | undefined;
  /** A disk: an archive of the project. */
  readonly project: string;
  /** A disk with room for an archive of what comes out. */
  readonly results: string;
  /** Megabytes. */
  readonly memory: number;
  /** A folder for what is not kept. */
  readonly scratch: string;
};

/**
 * Says where its disks are; the first process has it as its environment. The kernel tells nothing but
 * what goes wrong, and ends the machine then.
 */
const kernelLine = (disks: string): string[] => [
  ...[`root=/dev/${disks}a`, 'rw', 'init=/sbin/vm-init', 'quiet', 'loglevel=3', 'panic=-1'],
  ...[`project=/dev/${disks}b`, `results=/dev/${disks}c`],
];

/** qemu with two processors, no network; nothing of what is written to the system's disk is kept. */
const qemu = ({ root, project, results, memory }: Parts): readonly [string, ...string[]] => [
  ...(['qemu-system-x86_64', '-accel', 'kvm', '-cpu', 'host', '-smp', '2', '-m', `${memory}M`] as const),
  ...['-nodefaults', '-display', 'none', '-serial', 'stdio', '-no-reboot', '-device', 'virtio-rng-pci'],
  ...['-kernel', root.kernel, '-initrd', root.initrd],
  ...['-append', [...kernelLine('vd'), 'console=ttyS0'].join(' ')],
  ...['-drive', `file=${root.disk},if=virtio,format=raw,snapshot=on,cache=unsafe`],
  ...['-drive', `file=${project},if=virtio,format=raw,readonly=on`],
  ...['-drive', `file=${results},if=virtio,format=raw,cache=unsafe`],
];

/** The last of the processors that this process may have. */
const lastProcessor = (): string =>
  /^Cpus_allowed_list:.*?(\d+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))![1]!;

/**
 * The same by User-Mode Linux, which has one processor, and is kept on one of the machine's: it hands each system call from
 * one of its processes to another one, and between processors that takes three to six times as long.
 */
const oneProcessor = (program: string, { root, project, results, memory, scratch }: Parts): [string, ...string[]] => [
  ...(['taskset', '-c', lastProcessor(), program, `mem=${memory}M`, 'seccomp=auto'] as const),
  ...[`ubd0=${join(scratch, 'changes')},${root.disk}`, `ubd1r=${project}`, `ubd2=${results}`],
  ...['con=null', 'con0=null,fd:1', ...kernelLine('ubd')],
];

/** Whether a KVM is here that takes any kernel: one of another kind takes only those that were made for it. */
export const hasKvm = (): boolean => {
  if (!['kvm_intel', 'kvm_amd'].some((name) => existsSync(`/sys/module/${name}`))) return false;
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

/** Each page of a process there can be a mapping of a process here: the kernel's usual 65530 are those of some 400 MB. */
const MAPPINGS = '/proc/sys/vm/max_map_count';
const ENOUGH = 1_048_576;

/** Says what is to be expected of it. It has its memory in a file among temporary ones: on a disk it would be written out. */
const runUserMode = (program: string, parts: Parts): void => {
  console.error('vm: no KVM that can be used here: User-Mode Linux, some four times as slow');
  if (Number(readFileSync(MAPPINGS, 'latin1')) < ENOUGH)
    console.error(`vm: a process of 400 MB ends there without a word: sysctl vm.max_map_count=${ENOUGH} spares it`);
  run(oneProcessor(program, parts), { env: { ...process.env, TMPDIR: '/dev/shm' } });
};

/** Has a machine live until it ends itself; what it says goes to standard output. */
export const boot = (parts: Parts): void => {
  if (parts.userMode !== undefined) runUserMode(parts.userMode, parts);
  else run(qemu(parts), { env: { ...process.env, TMPDIR: parts.scratch } });
};
