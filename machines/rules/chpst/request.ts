import type { OptionProblem } from '../getopt.ts';

/** A limit of the kernel, as setrlimit(2) calls it. */
export type Resource = 'DATA' | 'STACK' | 'MEMLOCK' | 'AS' | 'NOFILE' | 'NPROC' | 'FSIZE' | 'CORE' | 'RSS' | 'CPU';

/** An account as it was written, and whether groups and numbers may be in it: `user`, `user:group`, `:uid:gid`. */
export type AccountText = { readonly text: string; readonly extended: boolean };

/** What is to be changed before a program runs; everything left out stays as it is. */
export type Request = {
  /** Lead a session; who leads a process group already cannot, and goes on in the session that it is in. */
  readonly session: boolean;
  readonly environmentDirectory?: { readonly path: string; readonly subdirectories: 'skipped' | 'refused' };
  readonly root?: string;
  readonly directory?: string;
  readonly nice?: number;
  /** Whose ids go into the variables `UID` and `GID`. */
  readonly shownAccount?: AccountText;
  readonly account?: AccountText;
  readonly lock?: { readonly file: string; readonly waits: boolean };
  /** Standard descriptors that the program finds closed. */
  readonly closed: ReadonlySet<number>;
  /** Soft limits; a negative one is the hard limit. */
  readonly limits: ReadonlyMap<Resource, bigint>;
  readonly verbose: boolean;
  /** Every failure ends with exit code 0 and no word. */
  readonly silent: boolean;
  /** The program that is searched. */
  readonly program: string;
  /** Its arguments, the name it is called by first. */
  readonly argv: readonly string[];
};

/** Why a command line is no good; `usage` may be another program's. */
export type Problem =
  | OptionProblem
  | { readonly problem: 'version' }
  | { readonly problem: 'usage'; readonly of?: 'chpst' };

/** A request that is still being read. */
export type Draft = { -readonly [Key in keyof Request]: Request[Key] } & { limits: Map<Resource, bigint> };

/** Nothing is to be changed yet. */
export const newDraft = (): Draft => ({
  session: false,
  closed: new Set(),
  limits: new Map(),
  verbose: false,
  silent: false,
  program: '',
  argv: [],
});
