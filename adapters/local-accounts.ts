import { readFileSync, statSync } from 'node:fs';

/** Who is asked for accounts without leaving the machine, and knows none but those of the files and its own. */
const LOCAL: ReadonlySet<string> = new Set(['files', 'systemd']);
/** Longer files of accounts take too long to be read between two events. */
const LONGEST = 1_000_000;

const textOf = (path: string): string | undefined => {
  const seen = statSync(path, { throwIfNoEntry: false });
  if (!seen) return '';
  return seen.isFile() && seen.size <= LONGEST ? readFileSync(path, 'latin1') : undefined;
};

/**
 * Whether there is a user of this name, told from the machine's own files: asking the C library may mean asking a
 * server, and waiting for it.
 *
 * @param etc where the files are.
 * @returns undefined where they do not tell.
 */
export const isLocalUser = (name: string, etc = '/etc'): boolean | undefined => {
  const order = textOf(`${etc}/nsswitch.conf`);
  const users = textOf(`${etc}/passwd`);
  if (order === undefined || users === undefined) return undefined;
  const [, services = 'files'] = /^[ \t]*passwd:(.*)$/m.exec(order) ?? [];
  const isLocal = services
    .replace(/#.*/, '')
    .trim()
    .split(/\s+/)
    .every((service) => LOCAL.has(service));
  return isLocal ? users.split('\n').some((line) => line.startsWith(`${name}:`)) : undefined;
};

/** An account's numbers, by the machine's own files alone: its user, and the groups that chpst gives it. */
export type LocalIds = { readonly uid: number; readonly gids: readonly number[] };

const numbersOf = (path: string, name: string): string[] =>
  (textOf(path) ?? '')
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.split(':') ?? [];

/** The ids of an account; undefined where the files do not tell. */
export const localIds = (user: string, groups: readonly string[], etc = '/etc'): LocalIds | undefined => {
  const [, , uid, gid] = numbersOf(`${etc}/passwd`, user);
  const gids = groups.length === 0 ? [gid] : groups.map((group) => numbersOf(`${etc}/group`, group)[2]);
  if (uid === undefined || gids.includes(undefined)) return undefined;
  return { uid: Number(uid), gids: gids.map(Number) };
};
