import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** How `runstate new` was called. */
export type NewOptions = {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** As it was given; undefined: the usual one. */
  readonly directory: string | undefined;
  /** Where it is made, to be linked from there. */
  readonly home: string | undefined;
  readonly user: string | undefined;
  readonly environment: ReadonlyMap<string, string>;
  /** Where the program is to run, absolute. */
  readonly chdir: string | undefined;
  readonly log: boolean;
  readonly down: boolean;
};

export const NEW_OPTIONS = {
  directory: { type: 'string' },
  in: { type: 'string' },
  user: { type: 'string' },
  env: { type: 'string', multiple: true },
  chdir: { type: 'string' },
  'no-log': { type: 'boolean', default: false },
  down: { type: 'boolean', default: false },
} as const;

/** `NAME=VALUE`; undefined where one has no `=`. */
const variables = (words: readonly string[]): ReadonlyMap<string, string> | undefined => {
  if (words.some((word) => !word.includes('='))) return undefined;
  return new Map(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
};

/** Reads `[OPTION…] NAME -- COMMAND [ARGUMENT…]`; undefined where it is something else. */
export const newOptions = (args: readonly string[]): NewOptions | undefined => {
  const end = args.indexOf('--');
  const [program, ...rest] = end < 0 ? [] : args.slice(end + 1);
  if (program === undefined) return undefined;
  try {
    const { values, positionals } = parseArgs({
      args: args.slice(0, end),
      options: NEW_OPTIONS,
      allowPositionals: true,
    });
    const [name, ...more] = positionals;
    const environment = variables(values.env ?? []);
    if (name === undefined || more.length > 0 || !environment) return undefined;
    const { directory, in: home, user, chdir, down } = values;
    const paths = { directory, home, chdir: chdir === undefined ? undefined : resolve(chdir) };
    return { ...paths, name, command: [program, ...rest], user, environment, log: !values['no-log'], down };
  } catch {
    return undefined;
  }
};
