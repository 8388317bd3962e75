import { signal } from '@preact/signals';
import type { Act } from '../../runtime/ui/page-messages.ts';
import { announce } from './store/announce.ts';
import { notice } from './store/look.ts';
import { KEY } from './token.ts';

/**
 * Takes the token from the address, where `runstate ui` has put it: behind the `#`, which is never sent. It is
 * taken out, so that nobody sees it there, or saves it with a bookmark.
 */
export const takeToken = (): void => {
  const [, token] = /^#token=([\w-]+)$/.exec(location.hash) ?? [];
  if (token === undefined) return;
  sessionStorage.setItem(KEY, token);
  history.replaceState(null, '', location.pathname);
};

/** What waits for the token. */
export const waiting = signal<Act | null>(null);

const post = async (act: Act, token: string): Promise<void> => {
  const answer = await fetch('./act', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify(act),
  });
  if (answer.status === 204) {
    notice.value = null;
    announce(`${act.actor}: ordered`);
    return;
  }
  if (answer.status === 401) {
    sessionStorage.removeItem(KEY);
    notice.value = 'The token was not accepted.';
    waiting.value = act;
    return;
  }
  notice.value = (await answer.text()) || `The order was refused (${answer.status}).`;
};

const attempt = (act: Act, token: string): Promise<void> =>
  post(act, token).catch(() => {
    notice.value = 'The supervisor cannot be reached: the order was not given.';
  });

/** Gives an order, after asking for the token where it is not known. */
export const order = (act: Act): void => {
  const token = sessionStorage.getItem(KEY);
  if (token === null) waiting.value = act;
  else void attempt(act, token);
};

/** Goes on with the token that somebody typed; null: never mind. */
export const withToken = (token: string | null): void => {
  const act = waiting.value;
  waiting.value = null;
  if (token === null || act === null) return;
  sessionStorage.setItem(KEY, token);
  void attempt(act, token);
};
