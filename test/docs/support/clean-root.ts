import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Mirror, mirrorHere } from '../../support/debian-mirror.ts';
import { canUnshare, WITH_LOOPBACK } from '../../support/namespace.ts';
import { temporary } from '../../support/temporary.ts';

const BOOT = resolve(import.meta.dirname, '../../fixtures/boot-clean-root.sh');
const OUTER = readlinkSync('/proc/self/ns/pid');
/** What a Debian is when nothing is asked for, and what the Node that the package brings needs besides. */
const VARIANT = ['--variant=minbase', '--include=libatomic1'];
/** It is the same each time, and takes half a minute. */
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'runstate-test');
const BASE = join(CACHE, 'minbase');
const MAKE = `[ -e "$1" ] || { rm -rf "$1.new" && debootstrap ${VARIANT.join(' ')} "$2" "$1.new" "$3" && mv "$1.new" "$1"; }`;

/** Milliseconds that a mirror gets, which may be slow, or not there. */
const PATIENCE = 180_000;

const succeeds = (file: string, ...args: readonly string[]): boolean => {
  try {
    execFileSync(file, args, { stdio: 'ignore', timeout: PATIENCE });
    return true;
  } catch {
    return false;
  }
};

/** Makes the root that others are laid over, one at a time. @returns whether it is there. */
const isMade = ({ suite, uri }: Mirror): boolean => {
  mkdirSync(CACHE, { recursive: true });
  return succeeds('flock', `${BASE}.lock`, 'sh', '-c', MAKE, 'sh', BASE, suite, uri);
};

/** Why there is no clean root here; undefined: there can be one. Making it takes half a minute the first time. */
export const noCleanRoot = (): string | undefined => {
  if (!canUnshare) return 'namespaces cannot be made';
  if (!succeeds('ip', '-V')) return 'ip';
  if (!existsSync(BASE) && !succeeds('sh', '-c', 'command -v debootstrap')) return 'debootstrap';
  const mirror = mirrorHere();
  if (!mirror) return 'a source of Debian in /etc/apt';
  return isMade(mirror) ? undefined : `debootstrap cannot make a root of ${mirror.suite}`;
};

/** A Debian with nothing but what makes it one, and what is put into it. */
export class CleanRoot {
  readonly #work = temporary();

  constructor() {
    for (const name of ['changes', 'work', 'root']) mkdirSync(join(this.#work, name));
  }

  /** The path, out here, of what is put into the root; not while something runs in it. */
  path(inside: string): string {
    const path = join(this.#work, 'changes', inside);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  }

  put(from: string, inside: string): void {
    cpSync(from, this.path(inside), { recursive: true, dereference: true });
  }

  /** The command that runs one in there: as process 1, or as its child. */
  command(place: 'first' | 'second', network: 'ours' | 'own', ...command: readonly string[]): string[] {
    const namespaces = ['--pid', '--fork', '--mount', '--kill-child'];
    const through = network === 'own' ? ['--net', ...WITH_LOOPBACK] : [];
    return ['unshare', ...namespaces, ...through, 'sh', BOOT, OUTER, BASE, this.#work, place, ...command];
  }
}

/** What a program finds that has just logged in. */
export const LOGIN = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/root' };
