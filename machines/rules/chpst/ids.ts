/** An account in numbers, or in names that are to be looked up. */
export type Account =
  | { readonly type: 'ids'; readonly uid: number; readonly gids: readonly number[] }
  | { readonly type: 'names'; readonly user: string; readonly groups: readonly string[] };

/** As many groups as are taken; names behind them are not looked at, numbers are refused. */
const MOST_GROUPS = 60;
/** An id is an unsigned number of 32 bits. */
const MOST = 0xffff_ffff;

const idOf = (text: string): number | undefined =>
  /^\d+$/.test(text) && Number(text) <= MOST ? Number(text) : undefined;

/**
 * Reads `user`, `user:group...` or `:uid:gid...`; undefined: numbers that are none. An empty number and one that is too
 * large are none: to runit they are the superuser's.
 */
export const parseAccount = (text: string): Account | undefined => {
  const [user, ...rest] = text.split(':') as [string, ...string[]];
  if (user !== '' || rest.length === 0) return { type: 'names', user, groups: rest.slice(0, MOST_GROUPS) };
  const [uid, ...gids] = rest.map(idOf);
  if (uid === undefined || gids.length === 0 || gids.length > MOST_GROUPS) return undefined;
  return gids.every((gid) => gid !== undefined) ? { type: 'ids', uid, gids } : undefined;
};
