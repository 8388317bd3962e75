import { signal } from '@preact/signals';

/** Where the token of this browser session is kept, so that it is asked for once. */
const KEY = 'runstate-token';

/** The token, where it is known: without it there are no buttons, and no logs that are not everybody's. */
export const token = signal<string | null>(sessionStorage.getItem(KEY));
/** The token is asked for. */
export const isAsked = signal(false);

/** Keeps the token until the tab is closed; null: it is not the right one. */
export const keep = (one: string | null): void => {
  token.value = one;
  if (one === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, one);
};

/**
 * Takes the token from the address, where `runstate ui` has put it: behind the `#`, which is never sent. It is
 * taken out, so that nobody sees it there, or saves it with a bookmark.
 */
export const takeToken = (): void => {
  const [, found] = /^#token=([\w-]+)$/.exec(location.hash) ?? [];
  if (found === undefined) return;
  keep(found);
  history.replaceState(null, '', location.pathname);
};
