import type { Act } from '../../runtime/ui/page-messages.ts';
import { announce } from './store/announce.ts';
import { follow } from './store/choose.ts';
import { notice } from './store/look.ts';
import { isAsked, keep, token } from './token.ts';

const post = async (act: Act, bearer: string): Promise<void> => {
  const answer = await fetch('./act', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${bearer}` },
    body: JSON.stringify(act),
  });
  if (answer.status === 204) {
    notice.value = null;
    announce(`${act.actor}: ordered`);
    return;
  }
  if (answer.status === 401) {
    keep(null);
    notice.value = 'The token was not accepted.';
    isAsked.value = true;
    return;
  }
  notice.value = (await answer.text()) || `The order was refused (${answer.status}).`;
};

/** Gives an order, as `sv` does. */
export const order = (act: Act): void => {
  if (token.value === null) return;
  post(act, token.value).catch(() => {
    notice.value = 'The supervisor cannot be reached: the order was not given.';
  });
};

/** Goes on with the token that somebody typed; null: never mind. */
export const withToken = (typed: string | null): void => {
  isAsked.value = false;
  if (typed === null) return;
  keep(typed);
  // A log that not everybody may read is shown from now on.
  follow();
};
