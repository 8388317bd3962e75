import { useEffect, useRef } from 'preact/hooks';
import { changedFacts } from '../model/changed-facts.ts';
import { changeWords } from '../model/configuration.ts';
import type { Step } from '../model/types.ts';
import { clock } from '../model/words.ts';
import { track } from '../store/known.ts';
import { cursor, offline } from '../store/look.ts';
import { current, turns } from '../store/shown.ts';
import { travel } from './keys.ts';

/** Steps that are listed; older ones are reached by going back in time. */
const LISTED = 200;

const changeOf = (step: Step, before: Step | undefined): string => {
  if (step.kind === 'transition' && step.from !== undefined) return changeWords(step.from, step.to);
  return step.kind === 'snapshot' ? changedFacts(before, step) || 'no change of state' : step.kind;
};

type TurnProps = {
  readonly step: Step;
  /** The one before it. */
  readonly before: Step | undefined;
  readonly isCurrent: boolean;
  /** Some are missing before it. */
  readonly isGap: boolean;
  /** The one that the Tab key leads to. */
  readonly isStop: boolean;
};

const Turn = ({ step, before, isCurrent, isGap, isStop }: TurnProps) => (
  <li class={`${step.kind} ${isGap ? 'gap' : ''}`}>
    <button
      type="button"
      tabIndex={isStop ? 0 : -1}
      aria-current={isCurrent ? 'step' : undefined}
      onClick={() => {
        cursor.value = step.seq;
      }}
    >
      <time>{clock(step.at)}</time>
      <b>{step.cause}</b>
      <span class="change">{changeOf(step, before)}</span>
    </button>
    {isGap && <p class="missing">steps are missing here</p>}
  </li>
);

/** Where in the turns those are that are listed: around the one that is looked at. */
const listed = (): readonly [number, number] => {
  const all = turns.value;
  if (cursor.value === null) return [Math.max(0, all.length - LISTED), all.length];
  const place = current.value ? all.indexOf(current.value) : all.length - 1;
  const end = Math.min(all.length, Math.max(place + LISTED / 2, LISTED));
  return [Math.max(0, end - LISTED), end];
};

const gapsWithin = (steps: readonly Step[]): ReadonlySet<number> =>
  new Set(track.value.gaps.flatMap((gap) => steps.find(({ seq }) => seq >= gap)?.seq ?? []));

/** Keeps the step that is looked at in sight, and the focus on it where that was in the list. */
const useFollowing = (place: { readonly current: HTMLOListElement | null }): void => {
  useEffect(() => {
    const list = place.current;
    if (cursor.value === null) list?.scrollTo({ top: 0 });
    const stop = list?.querySelector<HTMLElement>('[aria-current]') ?? list?.querySelector<HTMLElement>('button');
    if (cursor.value !== null) stop?.scrollIntoView({ block: 'nearest' });
    if (list?.contains(document.activeElement)) stop?.focus({ preventScroll: true });
  }, [cursor.value]);
};

const pressed = (event: KeyboardEvent): void => {
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
  travel(event.key === 'ArrowUp' ? 1 : -1);
  event.preventDefault();
};

const Count = () => (
  <small>
    {turns.value.length} {turns.value.length === 1 ? 'step' : 'steps'}
    {track.value.lost > 0 && `, ${track.value.lost} older ones not kept`}
  </small>
);

/** What happened and why, the latest first. */
export const History = () => {
  const place = useRef<HTMLOListElement>(null);
  const [begin, end] = listed();
  const steps = turns.value.slice(begin, end);
  const gaps = gapsWithin(steps);
  const isPast = cursor.value !== null || offline.value !== null;
  const seq = isPast ? current.value?.seq : undefined;
  useFollowing(place);
  return (
    <section class="history" aria-label="History">
      <h2>
        History <Count />
      </h2>
      <ol ref={place} onKeyDown={pressed}>
        {steps
          .map((step, index) => (
            <Turn
              key={step.seq}
              step={step}
              before={turns.value[begin + index - 1]}
              isCurrent={step.seq === seq}
              isGap={gaps.has(step.seq)}
              isStop={step.seq === (seq ?? steps.at(-1)?.seq)}
            />
          ))
          .reverse()}
      </ol>
    </section>
  );
};
