import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mirror } from '../support/debian-mirror.ts';
import { run } from './run.ts';

/**
 * Debian's next release: since 6.16 the kernel can have its processes' system calls told by seccomp(2) instead of
 * ptrace(2), which takes a third less; 6.1, Bookworm's, ends where a processor has AMX (`put_fp_registers`).
 */
const SUITE = 'testing';
/** The kernel, and the C library that it was linked to, which may be newer than the machine's. */
const PACKAGES = ['user-mode-linux', 'libc6'];
const LIBRARIES = 'usr/lib/x86_64-linux-gnu';

/** What apt(8) keeps to itself here: nothing of the machine's own lists is read or changed. */
const aptIn = (directory: string, uri: string): readonly [string, ...string[]] => {
  for (const name of ['lists/partial', 'cache/archives/partial', 'none'])
    mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, 'sources'), `deb ${uri} ${SUITE} main\n`);
  const options = {
    'Dir::Etc::SourceList': join(directory, 'sources'),
    'Dir::Etc::SourceParts': join(directory, 'none'),
    'Dir::Etc::PreferencesParts': join(directory, 'none'),
    'Dir::State::Lists': join(directory, 'lists'),
    'Dir::Cache': join(directory, 'cache'),
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': 'root',
  };
  return ['apt-get', '-qq', ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
};

/** Where the program is in a directory that {@link fetchUserMode} has made. */
export const userModeIn = (directory: string): string => join(directory, 'usr/bin/linux.uml');

/**
 * Fetches User-Mode Linux, a kernel that is a program, as apt(8) would, its signatures looked at.
 *
 * @param directory where it is put.
 * @param home what that directory is called when it is run.
 * @throws which command did not end well.
 */
export const fetchUserMode = (directory: string, home: string, { uri }: Mirror): void => {
  const work = join(directory, 'fetched');
  const apt = aptIn(work, uri);
  run([...apt, 'update']);
  run([...apt, 'download', ...PACKAGES], { cwd: work });
  for (const name of readdirSync(work).filter((name) => name.endsWith('.deb')))
    run(['dpkg-deb', '-x', join(work, name), directory]);
  rmSync(work, { recursive: true });
  const [libraries, program] = [join(home, LIBRARIES), userModeIn(directory)];
  const loader = ['--set-interpreter', join(libraries, 'ld-linux-x86-64.so.2'), '--set-rpath', libraries];
  run(['patchelf', ...loader, '--output', `${program}.patched`, program]);
  renameSync(`${program}.patched`, program);
};
