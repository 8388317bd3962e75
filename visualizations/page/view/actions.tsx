import type { Act } from '../../../runtime/ui/page-messages.ts';
import { order } from '../act.ts';
import type { ServiceStatus } from '../model/types.ts';

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

/** Orders, as `sv` gives them. */
export const Actions = ({ service }: { service: ServiceStatus }) => {
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
