import { useEffect, useRef } from 'preact/hooks';
import { withToken } from '../act.ts';
import { isAsked } from '../token.ts';

/** Asks for the token, once. */
export const TokenDialog = () => {
  const dialog = useRef<HTMLDialogElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isAsked.value && !dialog.current!.open) dialog.current!.showModal();
    if (!isAsked.value) dialog.current!.close();
  }, [isAsked.value]);
  const send = (event: Event): void => {
    event.preventDefault();
    const typed = input.current!.value.trim();
    input.current!.value = '';
    if (typed !== '') withToken(typed);
  };
  return (
    <dialog ref={dialog} aria-labelledby="token-title" onCancel={() => withToken(null)}>
      <form onSubmit={send}>
        <h2 id="token-title">Token</h2>
        <p>
          Orders, and logs that are not everybody's, need the token that <code>runstate ui</code> printed. It is kept
          until this tab is closed.
        </p>
        <input ref={input} type="password" aria-label="Token" autocomplete="off" required />
        <div class="choices">
          <button type="button" onClick={() => withToken(null)}>
            Cancel
          </button>
          <button type="submit" class="first">
            Go on
          </button>
        </div>
      </form>
    </dialog>
  );
};
