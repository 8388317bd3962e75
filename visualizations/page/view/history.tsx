import { useEffect, useRef } from 'preact/hooks';
import { changeWords } from '../model/configuration.ts';
import type { Step } from '../model/types.ts';
import { clock } from '../model/words.ts';
import { track } from '../store/known.ts';
import { cursor, offline } from '../store/look.ts';
import { current, turns } from '../store/shown.ts';

/** Steps that are listed; older ones are reached by going back in time. */
const LISTED = 200;

const Change = ({ step }: { step: Step }) =>
  step.kind === 'transition' && step.from !== undefined ? (
    <span class="change">{changeWords(step.from, step.to)}</span>
  ) : (
    <span class="change">{step.kind === 'snapshot' ? 'facts only' : step.kind}</span>
  );

const Turn = ({ step, isCurrent, isGap }: { step: Step; isCurrent: boolean; isGap: boolean }) => (
  <li class={`${step.kind} ${isGap ? 'gap' : ''}`}>
    <button
      type="button"
      aria-current={isCurrent ? 'step' : undefined}
      onClick={() => {
        cursor.value = step.seq;
      }}
    >
      <time>{clock(step.at)}</time>
      <b>{step.cause}</b>
      <Change step={step} />
    </button>
  </li>
);

/** The steps around the one that is looked at. */
const listed = (): readonly Step[] => {
  const all = turns.value;
  const place = current.value ? all.indexOf(current.value) : all.length - 1;
  const end = Math.min(all.length, Math.max(place + LISTED / 2, LISTED));
  return cursor.value === null ? all.slice(-LISTED) : all.slice(Math.max(0, end - LISTED), end);
};

const gapsWithin = (steps: readonly Step[]): ReadonlySet<number> =>
  new Set(track.value.gaps.flatMap((gap) => steps.find(({ seq }) => seq >= gap)?.seq ?? []));

/** What happened and why, the latest first. */
export const History = () => {
  const place = useRef<HTMLOListElement>(null);
  const steps = listed();
  const gaps = gapsWithin(steps);
  const seq = current.value?.seq;
  // follows the cursor
  useEffect(() => {
    if (cursor.value === null) place.current?.scrollTo({ top: 0 });
    else place.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [cursor.value]);
  return (
    <section class="history" aria-label="History">
      <h2>
        History{' '}
        <small>
          {turns.value.length} {turns.value.length === 1 ? 'step' : 'steps'}
          {track.value.lost > 0 && `, ${track.value.lost} older ones not kept`}
        </small>
      </h2>
      <ol ref={place}>
        {steps.toReversed().map((step) => (
          <Turn
            key={step.seq}
            step={step}
            isCurrent={step.seq === seq && (cursor.value !== null || offline.value !== null)}
            isGap={gaps.has(step.seq)}
          />
        ))}
      </ol>
    </section>
  );
};
