import type { Act } from '../../../runtime/ui/page-messages.ts';
import { order } from '../act.ts';
import type { ServiceStatus } from '../model/types.ts';
import { isAsked, token } from '../token.ts';

type Letter = Act['letter'];

const MAIN: readonly (readonly [Letter, string])[] = [
  ['u', 'Up'],
  ['d', 'Down'],
  ['restart', 'Restart'],
];
const MORE: readonly (readonly [Letter, string])[] = [
  ['o', 'Once'],
  ['t', 'TERM'],
  ['h', 'HUP'],
  ['a', 'ALRM'],
  ['i', 'INT'],
  ['q', 'QUIT'],
  ['1', 'USR1'],
  ['2', 'USR2'],
  ['p', 'Pause'],
  ['c', 'Continue'],
  ['k', 'KILL'],
  ['x', 'Exit'],
];

const Locked = () => (
  <section class="actions" aria-label="Orders">
    <button
      type="button"
      onClick={() => {
        isAsked.value = true;
      }}
    >
      Give orders…
    </button>
  </section>
);

/** Orders, as `sv` gives them; who has not shown the token is asked for it first. */
export const Actions = ({ service }: { service: ServiceStatus }) => {
  if (token.value === null) return <Locked />;
  const button = ([letter, title]: readonly [Letter, string]) => (
    <button key={letter} type="button" data-letter={letter} onClick={() => order({ actor: service.actor, letter })}>
      {title}
    </button>
  );
  return (
    <section class="actions" aria-label={`Orders to ${service.name}`}>
      <div class="main">{MAIN.map(button)}</div>
      <details>
        <summary>Signals and more</summary>
        <div class="more">{MORE.map(button)}</div>
      </details>
    </section>
  );
};
