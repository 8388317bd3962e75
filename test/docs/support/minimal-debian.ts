import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheNamed, keyOf } from '../../support/cache.ts';
import { type Mirror, mirrorHere } from '../../support/debian-mirror.ts';
import { canUnshare } from '../../support/namespace.ts';

/** What a Debian is when nothing is asked for. */
const VARIANT = ['--variant=minbase'];
/**
 * A mirror may be slow, or not there: `timeout` ends debootstrap and all that it has started. What debootstrap mounts goes with
 * its namespace, so that what is left of a root can be removed.
 */
const MAKE = `[ -e "$1" ] || { rm -rf "$1.new" &&
unshare --mount timeout -k 5 "$4" debootstrap ${VARIANT.join(' ')} "$2" "$1.new" "$3" && mv "$1.new" "$1"; }`;
/** Seconds. */
const PATIENCE = 170;

/** Where the Debian of that mirror is, or will be. */
const placeOf = (mirror: Mirror): string => join(cacheNamed('runstate-test'), keyOf([mirror, VARIANT]));

const succeeds = (file: string, ...args: readonly string[]): boolean => {
  try {
    execFileSync(file, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** What a root of its own cannot be had without here, as far as is seen at a glance: nothing is made. undefined: it can be tried. */
export const missing = (): string | undefined => {
  if (!canUnshare) return 'namespaces cannot be made';
  if (!succeeds('ip', '-V')) return 'ip';
  const mirror = mirrorHere();
  if (!mirror) return 'a source of Debian in /etc/apt';
  return existsSync(placeOf(mirror)) || succeeds('sh', '-c', 'command -v debootstrap') ? undefined : 'debootstrap';
};

/**
 * Makes a minimal Debian, which takes half a minute, where there is none yet: one at a time, and kept from then on.
 *
 * @param patience seconds until it is given up.
 * @returns its directory, which is not to be written to; undefined: it cannot be made.
 */
export const minimalDebian = async (
  mirror: Mirror | undefined = mirrorHere(),
  patience = PATIENCE,
): Promise<string | undefined> => {
  if (!mirror) return undefined;
  const place = placeOf(mirror);
  mkdirSync(dirname(place), { recursive: true });
  const words = [`${place}.lock`, 'sh', '-c', MAKE, 'sh', place, mirror.suite, mirror.uri, `${patience}`];
  return promisify(execFile)('flock', words).then(
    () => place,
    () => undefined,
  );
};
