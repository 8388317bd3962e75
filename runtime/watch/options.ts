import { parseArgs } from 'node:util';

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

/**
 * Reads the options that a command takes, and names of services; undefined where it is something else.
 *
 * @param allowed besides `--directory`.
 */
export const watchOptions = (
  args: readonly string[],
  allowed: readonly Exclude<keyof typeof OPTIONS, 'directory'>[],
): WatchOptions | undefined => {
  try {
    const names = ['directory', ...allowed] as const;
    const options = Object.fromEntries(names.map((name) => [name, OPTIONS[name]]));
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
