import { accessSync, constants, existsSync } from 'node:fs';
import type { Root } from './root.ts';
import { run } from './run.ts';

/** The disks beside that of the system: an archive of the project, and room for one of what comes out. */
export type Disks = { readonly project: string; readonly results: string };

/** Who carries out the machine's instructions: this one's processors, or a program, at a tenth of the speed or so. */
export type Means = 'processors' | 'emulation';

/** It says nothing but what goes wrong, and ends the machine then. */
const KERNEL = 'root=/dev/vda rw init=/sbin/vm-init console=ttyS0 quiet loglevel=3 panic=-1';
const MEANS: Record<Means, readonly string[]> = {
  processors: ['-accel', 'kvm', '-cpu', 'host'],
  emulation: ['-accel', 'tcg,thread=multi,tb-size=1024', '-cpu', 'max'],
};

/** What this machine offers. A KVM of another kind than these takes only kernels that were made for it. */
export const meansHere = (): Means => {
  if (!['kvm_intel', 'kvm_amd'].some((name) => existsSync(`/sys/module/${name}`))) return 'emulation';
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    return 'processors';
  } catch {
    return 'emulation';
  }
};

/** The arguments of qemu: two processors, no network, and nothing of what is written to the system's disk is kept. */
export const argumentsOf = (
  means: Means,
  { disk, kernel, initrd }: Root,
  { project, results }: Disks,
  memory: number,
): string[] => [
  ...[...MEANS[means], '-smp', '2', '-m', `${memory}M`],
  ...['-nodefaults', '-display', 'none', '-serial', 'stdio', '-no-reboot', '-device', 'virtio-rng-pci'],
  ...['-kernel', kernel, '-initrd', initrd, '-append', KERNEL],
  ...['-drive', `file=${disk},if=virtio,format=raw,snapshot=on,cache=unsafe`],
  ...['-drive', `file=${project},if=virtio,format=raw,readonly=on`],
  ...['-drive', `file=${results},if=virtio,format=raw,cache=unsafe`],
];

/** Has a machine live until it ends itself; what it says goes to standard output. */
export const boot = (root: Root, disks: Disks, memory: number, scratch: string): void => {
  const means = meansHere();
  if (means === 'emulation') console.error('vm: no KVM that can be used here: emulated, some ten times as slow');
  const [program, ...args] = ['qemu-system-x86_64', ...argumentsOf(means, root, disks, memory)] as const;
  run([program, ...args], { env: { ...process.env, TMPDIR: scratch } });
};
