import { isOldLog, type Suffix } from './names.ts';

/** What is to be deleted after a rotation. */
export type Pruning = {
  /** What processors left behind: all of it. */
  readonly leftovers: readonly string[];
  /** The one saved log that is too many: runit deletes one a rotation, and none that awaits its processor. */
  readonly victim: string | undefined;
};

const hasSuffix = (suffix: Suffix) => (name: string) => isOldLog(name) && name.endsWith(`.${suffix}`);
const smallest = (names: readonly string[]): string | undefined =>
  names.reduce<string | undefined>((least, name) => (least === undefined || name < least ? name : least), undefined);

/**
 * @param present names in the directory, one character a byte.
 * @param keep how many saved logs may stay; 0: all.
 * @param busy files of a processor that runs.
 */
export const pruning = (present: readonly string[], keep: number, busy: readonly string[]): Pruning => {
  const saved = present.filter((name) => isOldLog(name) && !hasSuffix('t')(name) && !hasSuffix('u')(name));
  return {
    leftovers: present.filter(hasSuffix('t')).filter((name) => !busy.includes(name)),
    victim: keep > 0 && saved.length > keep ? smallest(saved) : undefined,
  };
};

/** The old log that goes when the disk is full; undefined: none may. Here runit counts every suffix. */
export const victimWhenFull = (
  present: readonly string[],
  { keep, keepWhenFull }: { readonly keep: number; readonly keepWhenFull: number },
  busy: readonly string[],
): string | undefined => {
  const old = present.filter(isOldLog);
  if (keepWhenFull >= keep || old.length <= keepWhenFull) return undefined;
  return smallest(old.filter((name) => !busy.includes(name)));
};
