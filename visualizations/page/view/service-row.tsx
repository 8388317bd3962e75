import type { ServiceStatus } from '../model/types.ts';
import { duration } from '../model/words.ts';
import { now } from '../store/known.ts';

type Props = {
  readonly id: string;
  readonly service: ServiceStatus;
  readonly top: number;
  readonly place: number;
  readonly count: number;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
};

/** What is asked of it, where that is not what is so. */
const wantWords = ({ want, state, paused, gotTerm }: ServiceStatus): string =>
  [want !== (state === 'down' ? 'down' : 'up') ? `want ${want}` : '', paused ? 'paused' : '', gotTerm ? 'got TERM' : '']
    .filter(Boolean)
    .join(', ');

const restartWords = (restarts: number): string => (restarts === 0 ? '' : `↻ ${restarts}`);

/** One service in the list. */
export const ServiceRow = ({ id, service, top, place, count, isChosen, onChoose }: Props) => {
  const { name, role, state, since, restarts, pid } = service;
  const age = duration(now.value - since);
  const want = wantWords(service);
  const label = [
    role === 'log' ? `${name}, its log` : name,
    state,
    want,
    `for ${age}`,
    restarts > 0 ? `${restarts} restarts` : '',
  ];
  return (
    <div
      id={id}
      class={`row ${role}`}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      aria-setsize={count}
      aria-posinset={place + 1}
      aria-label={label.filter(Boolean).join(', ')}
      data-actor={service.actor}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onChoose}
      onKeyDown={undefined}
    >
      <i class={`mark ${state}`} aria-hidden="true" />
      <span class="title" title={name}>
        {name}
        {role === 'log' && <em>log</em>}
      </span>
      <span class="age">{age}</span>
      <span class={`what ${state}`}>
        {state}
        {want && <em>{want}</em>}
      </span>
      <span class="more">
        {restartWords(restarts)}
        {pid !== null && <small>{pid}</small>}
      </span>
    </div>
  );
};
