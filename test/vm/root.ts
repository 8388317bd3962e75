import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheNamed, keyOf } from '../support/cache.ts';
import type { Mirror } from '../support/debian-mirror.ts';
import { run } from './run.ts';
import { fetchUserMode, userModeIn } from './user-mode.ts';

/** What the benchmarks, the soak and the comparisons with runit need, and a kernel for KVM. */
const PACKAGES = [
  ...['linux-image-cloud-amd64', 'iproute2', 'procps'],
  ...['libatomic1', 'libstdc++6', 'perl', 'runit', 'strace', 'linux-perf'],
];
/** Sparse: it takes what is in it. Ten thousand services have some 400 000 files. */
const SIZE = '24G';
/** The first process: unpacks the disk that the kernel was told of, which is this project, and has its own script go on. */
const INIT = `#!/bin/sh
mkdir /project
tar -xf "$project" -C /project
. /project/test/vm/guest.sh
`;

/** A Debian that can be booted. */
export type Root = {
  readonly disk: string;
  readonly kernel: string;
  readonly initrd: string;
};

const INIT_PATH = '/sbin/vm-init';

/** Where roots are kept. */
export const cache = (): string => cacheNamed('runstate-vm');

const rootIn = (directory: string): Root => ({
  disk: join(directory, 'disk'),
  kernel: join(directory, 'kernel'),
  initrd: join(directory, 'initrd'),
});

const named = (boot: string, prefix: string): string => {
  const found = readdirSync(boot).find((name) => name.startsWith(prefix));
  if (found === undefined) throw new Error(`no ${prefix} in ${boot}`);
  return join(boot, found);
};

const build = (directory: string, { uri, suite }: Mirror): void => {
  const tree = join(directory, 'tree');
  const said = openSync(join(directory, 'log'), 'w');
  console.error(`vm: makes a Debian (${suite}) for the first time: some minutes; ${join(directory, 'log')}`);
  run(['debootstrap', '--variant=minbase', `--include=${PACKAGES}`, suite, tree, uri], {
    stdio: ['ignore', said, said],
  });
  closeSync(said);
  writeFileSync(join(tree, INIT_PATH), INIT);
  chmodSync(join(tree, INIT_PATH), 0o755);
  const { disk, kernel, initrd } = rootIn(directory);
  run(['mkfs.ext4', '-q', '-d', tree, disk, SIZE]);
  renameSync(named(join(tree, 'boot'), 'vmlinuz-'), kernel);
  renameSync(named(join(tree, 'boot'), 'initrd.img-'), initrd);
  rmSync(tree, { recursive: true });
};

/** Makes a directory once; who is interrupted leaves none of that name. */
const once = (name: string, make: (part: string, whole: string) => void): string => {
  const [whole, part] = [join(cache(), name), join(cache(), `${name}.${process.pid}`)];
  if (!existsSync(whole)) {
    mkdirSync(part, { recursive: true });
    make(part, whole);
    renameSync(part, whole);
  }
  return whole;
};

/** A Debian with what is needed, made once: another mirror, list of packages or first process makes another one. */
export const root = (mirror: Mirror): Root =>
  rootIn(once(keyOf([mirror, PACKAGES, SIZE, INIT]), (part) => build(part, mirror)));

/** User-Mode Linux, a kernel that is a program; fetched once. */
export const userMode = (mirror: Mirror): string =>
  userModeIn(once(`user-mode-${keyOf([mirror.uri])}`, (part, whole) => fetchUserMode(part, whole, mirror)));
