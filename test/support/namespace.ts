import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { program } from './temporary.ts';
import { until } from './until.ts';

const BOOT = resolve(import.meta.dirname, '../fixtures/boot-namespace.sh');
const OUTER = readlinkSync('/proc/self/ns/pid');
const UNSHARE = ['--pid', '--fork', '--mount', '--mount-proc', '--kill-child'];

/** Without this capability the kernel refuses reboot(2): what most containers have. */
export const WITHOUT_REBOOT = ['setpriv', '--bounding-set=-sys_boot', '--inh-caps=-sys_boot'] as const;

/** Whether this machine lets us make pid and mount namespaces. */
export const canUnshare = ((): boolean => {
  try {
    execFileSync('unshare', [...UNSHARE, 'mount', '-t', 'tmpfs', 'runstate-test', '/run'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** What a program is started through in a network of its own, which has a loopback then; needs `ip`. */
export const WITH_LOOPBACK = ['sh', '-c', 'ip link set lo up && exec "$@"', 'sh'] as const;

/** Makes a directory that stands for `/etc/runit`, with these programs. Nothing is synced: other tests use the disk. */
export const etcRunit = (directory: string, files: Readonly<Record<string, string>>): string => {
  const etc = join(directory, 'etc');
  program(join(etc, 'nosync'), '');
  for (const [name, body] of Object.entries(files)) program(join(etc, name), `#!/bin/sh\n${body}\n`);
  return etc;
};

/** The command that has a program as process 1 of a namespace, with `etc` in the place of `/etc/runit`. */
export const inNamespace = (etc: string, ...command: readonly string[]): [string, ...string[]] => [
  'unshare',
  ...UNSHARE,
  'sh',
  BOOT,
  OUTER,
  etc,
  ...command,
];

/** Process 1 of the namespace, as it is known out here. */
export const firstProcess = (unshare: number): Promise<number> =>
  until('the namespace has its first process', () => {
    const [first] = readFileSync(`/proc/${unshare}/task/${unshare}/children`, 'utf8').split(' ');
    // Never 0: to kill(2) it is our own group.
    return Number(first) > 1 ? Number(first) : undefined;
  });

const TERM = 1n << 14n;

/** Process 1 of the namespace, from the moment on at which it hears signals; until then it is a shell that starts. */
export const listeningProcess = async (unshare: number): Promise<number> => {
  const first = await firstProcess(unshare);
  await until('process 1 hears TERM', () => {
    const [, caught = '0'] = /^SigCgt:\t(\w+)$/m.exec(readFileSync(`/proc/${first}/status`, 'latin1')) ?? [];
    return (BigInt(`0x${caught}`) & TERM) !== 0n;
  });
  return first;
};
