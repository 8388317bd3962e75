import { toBytes } from '../../adapters/bytes.ts';

/** A service directory that is to be made: what `runstate new` was asked for, or an importer has read. */
export type ServicePlan = {
  readonly name: string;
  /** Sentences for whoever reads `run`, one a line. */
  readonly comments?: readonly string[];
  /** What is run: a program as a shell would search it, and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** As `chpst -u` takes it. */
  readonly user?: string | undefined;
  /** Variables that the program gets besides those of the supervisor. */
  readonly environment: ReadonlyMap<string, string>;
  /** Where the program runs, absolute; undefined: in the service directory. */
  readonly directory?: string | undefined;
  /** Runs once: is not started again when it ends. */
  readonly once?: boolean;
  /** Has a log service. */
  readonly log: boolean;
  /** Is not started by itself. */
  readonly down: boolean;
};

/** Programs of runit's that scripts start, as these are to call them: words, of which the first is the program. */
export type Helpers = Readonly<Record<'chpst' | 'svlogd' | 'sv', readonly string[]>>;

/** Longest name of a file on Linux, in bytes. */
const LONGEST = 255;

/** Why a name is none for a service; undefined: it is one. */
export const nameProblem = (name: string): string | undefined => {
  if (name === '') return 'the name of a service cannot be empty';
  if (name.includes('/')) return `${name} has a slash: a service is a name in a directory`;
  if (name.startsWith('.')) return `${name} begins with a dot: runsvdir passes over such names`;
  if (name.startsWith('-')) return `${name} begins with a dash: programs would take it for an option`;
  if (/\p{Cc}/u.test(name)) return 'the name of a service cannot have control characters';
  return toBytes(name).length > LONGEST ? `a name has at most ${LONGEST} bytes` : undefined;
};
