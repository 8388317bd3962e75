import { canUnshare } from '../../support/namespace.ts';
import { compareWhere } from './compare.ts';
import type { Program, StartOptions } from './program.ts';
import type { Sandbox } from './sandbox.ts';
import type { Said } from './startup.ts';

if (!canUnshare)
  console.warn('conformance: no mount namespaces can be made here: programs with fixed paths are skipped');

/** Comparisons of programs that know their files by fixed paths: as root, where mounts of one's own may be made. */
export const { same: sameMounted, differs: differsMounted } = compareWhere(canUnshare);

const MOUNT = 'mount --bind etc /etc/runit && mount --bind run /run && mount --bind log /var/log && exec "$@"';

/** Starts a program for which `etc`, `run` and `log` of the sandbox are `/etc/runit`, `/run` and `/var/log`. */
export const startMounted = (
  box: Sandbox,
  file: string,
  args: readonly string[],
  options: StartOptions = {},
): Program => {
  for (const name of ['etc', 'run', 'log']) box.make(name, {});
  return box.start(file, args, {
    ...options,
    through: ['unshare', '--mount', 'sh', '-c', MOUNT, 'sh', ...(options.through ?? [])],
  });
};

/** Runs one to its end. Its own path is taken out of what it says. */
export const runMounted = async (...[box, file, args, options]: Parameters<typeof startMounted>): Promise<Said> => {
  const program = startMounted(box, file, args, options);
  const ending = await program.ended();
  const plain = (text: string): string => text.replaceAll(file, 'PROGRAM');
  return { ...ending, stdout: plain(program.stdout()), stderr: plain(program.stderr()) };
};
