import { useEffect, useRef } from 'preact/hooks';
import { acts, connection, tail } from '../store/known.ts';
import { chosen, offline } from '../store/look.ts';
import { service } from '../store/shown.ts';
import { isAsked, token } from '../token.ts';
import { Actions } from './actions.tsx';
import { Facts } from './facts.tsx';
import { History } from './history.tsx';

const TokenButton = () => (
  <button
    type="button"
    onClick={() => {
      isAsked.value = true;
    }}
  >
    Enter the token…
  </button>
);

const Tail = () => {
  const place = useRef<HTMLDivElement>(null);
  const lines = tail.value?.lines ?? [];
  // a new line scrolls, as in a terminal
  useEffect(() => {
    const at = place.current;
    if (at) at.scrollTop = at.scrollHeight;
  }, [tail.value]);
  return (
    <section class="log" aria-label="Log">
      <h2>Log {tail.value && <small>{tail.value.actor}</small>}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <div class="lines" ref={place} tabIndex={0} role="log" aria-label="Last lines" aria-live="off">
        {lines.length === 0 ? (
          <p class="nothing">
            {tail.value?.reason ?? 'No log to show.'}
            {tail.value?.reason !== undefined && token.value === null && <TokenButton />}
          </p>
        ) : (
          lines.map((line, place) => <p key={place}>{line}</p>)
        )}
      </div>
    </section>
  );
};

/** What is known of the chosen actor. */
export const Side = () =>
  chosen.value === null ? null : (
    <aside class="side" aria-label="Details">
      {acts.value && !offline.value && connection.value === 'open' && service.value && (
        <Actions service={service.value} />
      )}
      <Facts />
      <History />
      {!offline.value && <Tail />}
    </aside>
  );
