import { parseArgs } from 'node:util';
import type { CommandOptions } from '../commands.ts';

/** What all commands that look at services are given. */
export type WatchOptions = {
  readonly json: boolean;
  readonly follow: boolean;
  readonly directory: string | undefined;
  /** `--until`, as it was given. */
  readonly until: string | undefined;
  /** Milliseconds; undefined: as long as it takes. */
  readonly timeout: number | undefined;
  readonly services: readonly string[];
};

const OPTIONS = {
  directory: { type: 'string' },
  json: { type: 'boolean' },
  follow: { type: 'boolean' },
  until: { type: 'string' },
  timeout: { type: 'string' },
} as const;

const LONGEST = 1_000_000;

const secondsOf = (text: string): number | undefined => {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return seconds <= LONGEST ? seconds * 1000 : undefined;
};

/** A name, as it was given or completed by a shell: without the slash at its end. */
const nameOf = (word: string): string => word.replace(/\/+$/, '');

/** The options of a command that looks at services: these, and `--directory`. */
export const optionsWith = (...names: readonly Exclude<keyof typeof OPTIONS, 'directory'>[]): CommandOptions =>
  Object.fromEntries((['directory', ...names] as const).map((name) => [name, OPTIONS[name]]));

/**
 * Reads the options that a command takes, and names of services; undefined where it is something else.
 *
 * @param options as {@link optionsWith} gives them.
 */
export const watchOptions = (args: readonly string[], options: CommandOptions): WatchOptions | undefined => {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const given = values as { readonly [name in keyof typeof OPTIONS]?: string } & { json?: boolean; follow?: boolean };
    const timeout = given.timeout === undefined ? undefined : secondsOf(given.timeout);
    if (given.timeout !== undefined && timeout === undefined) return undefined;
    const services = positionals.map(nameOf);
    if (services.includes('')) return undefined;
    const { directory, until } = given;
    return { json: given.json === true, follow: given.follow === true, directory, until, timeout, services };
  } catch {
    return undefined;
  }
};
