/** The programs: `runtime/programs/NAME.ts`. */
export const PROGRAMS = [
  'chpst',
  'rsvlog',
  'runit',
  'runit-init',
  'runstate',
  'runsv',
  'runsvchdir',
  'runsvdir',
  'sv',
  'svlogd',
  'utmpset',
] as const;

export type Program = (typeof PROGRAMS)[number];

/** Names that are another program's, which does what it is called by. */
const ALIASES: Readonly<Record<string, Program>> = {
  setuidgid: 'chpst',
  envuidgid: 'chpst',
  envdir: 'chpst',
  pgrphack: 'chpst',
  setlock: 'chpst',
  softlimit: 'chpst',
};

/** All names that programs are called by. */
export const NAMES: readonly string[] = [...PROGRAMS, ...Object.keys(ALIASES)];

/** The program that has a name; undefined: none. */
export const programOf = (name: string): Program | undefined =>
  PROGRAMS.find((program) => program === name) ?? (Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined);
