import { depthOf, machineOf, shortName } from '../model/family.ts';
import { choose } from '../store/choose.ts';
import { chosen } from '../store/look.ts';
import { family, rows } from '../store/shown.ts';

/** Relatives that are shown at once. */
const MOST = 60;

const stateOf = (actor: string): string | undefined => rows.value.find((row) => row.actor === actor)?.state;

const Relative = ({ actor, isBelow }: { actor: string; isBelow: boolean }) => {
  const state = machineOf(actor) === 'service' ? stateOf(actor) : undefined;
  return (
    <li class={isBelow ? 'below' : 'beside'}>
      <button
        type="button"
        aria-current={actor === chosen.value ? 'true' : undefined}
        title={`${machineOf(actor)}: ${actor || 'the scanner'}${state ? `, ${state}` : ''}`}
        onClick={() => choose(actor)}
      >
        {state && <i class={`mark ${state}`} aria-hidden="true" />}
        {shortName(actor)}
      </button>
    </li>
  );
};

/** The parent and the children of the chosen actor, one click away. */
export const Family = () => {
  const all = family.value;
  const first = Math.max(0, Math.min(all.indexOf(chosen.value!) - MOST / 2, all.length - MOST));
  const some = all.slice(first, first + MOST);
  return (
    <nav class="family" aria-label="Parent and children">
      <ol>
        {some.map((actor, place) => (
          <Relative key={actor} actor={actor} isBelow={place > 0 && depthOf(actor) > depthOf(some[place - 1]!)} />
        ))}
        {all.length > some.length && <li class="pale">and {all.length - some.length} more</li>}
      </ol>
    </nav>
  );
};
