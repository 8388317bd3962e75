import { useEffect, useRef } from 'preact/hooks';
import { waiting, withToken } from '../act.ts';

/** Asks for the token, once. */
export const TokenDialog = () => {
  const dialog = useRef<HTMLDialogElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (waiting.value && !dialog.current!.open) dialog.current!.showModal();
    if (!waiting.value) dialog.current!.close();
  }, [waiting.value]);
  const send = (event: Event): void => {
    event.preventDefault();
    const token = input.current!.value.trim();
    input.current!.value = '';
    if (token !== '') withToken(token);
  };
  return (
    <dialog ref={dialog} aria-labelledby="token-title" onCancel={() => withToken(null)}>
      <form onSubmit={send}>
        <h2 id="token-title">Token</h2>
        <p>Orders need the token that the supervisor printed when it started. It is kept until this tab is closed.</p>
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
