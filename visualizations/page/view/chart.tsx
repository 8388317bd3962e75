import charts from 'virtual:charts';
import { h } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { type Piece, pictureOf } from '../../chart/picture.ts';
import { activeIn, type Index, indexOf, valueWords } from '../model/configuration.ts';
import { takenBy } from '../model/taken.ts';
import type { Step } from '../model/types.ts';
import { onSteps } from '../store/hear.ts';
import { cursor, fits } from '../store/look.ts';
import { current, machine, value } from '../store/shown.ts';
import { describe, flash, light, mark, reveal } from './lights.ts';

/** Steps of one frame that are shown in passing: of more, nobody sees the first. */
const MOST_FLASHED = 20;

const drawn = (piece: Piece | string): preact.ComponentChild =>
  typeof piece === 'string' ? piece : h(piece.tag, piece.at, ...piece.inside.map(drawn));

const Picture = ({ name }: { name: string }) =>
  useMemo(() => drawn(pictureOf(charts[name]!.laid, `Statechart of ${name}`)), [name]);

/** Before the next frame is painted, not after it: an effect of the usual kind would come a frame late. */
const useLights = (place: { readonly current: HTMLElement | null }, index: Index | undefined, name: string): void => {
  useLayoutEffect(() => {
    if (!place.current || !index) return;
    const active = value.value === undefined ? new Set<string>() : activeIn(value.value);
    light(place.current, active);
    describe(place.current, `Statechart of ${name}, now in ${valueWords(value.value ?? 'no state that is known')}`);
    reveal(place.current, active);
  }, [value.value, name, fits.value]);
  useLayoutEffect(() => {
    if (!place.current || !index) return;
    const step = current.value;
    mark(place.current, cursor.value !== null && step ? takenBy(index, step) : []);
  }, [cursor.value, current.value, name]);
  useLayoutEffect(() => {
    const hear = (steps: readonly Step[]): void => {
      if (!place.current || !index) return;
      flash(
        place.current,
        steps.slice(-MOST_FLASHED).flatMap((step) => takenBy(index, step)),
      );
    };
    onSteps.add(hear);
    return () => void onSteps.delete(hear);
  }, [name]);
};

const Size = () => (
  <button
    type="button"
    class="size"
    aria-pressed={fits.value}
    aria-keyshortcuts="F"
    title={fits.value ? 'Show it as large as it is (F)' : 'Show the whole chart (F)'}
    onClick={() => {
      fits.value = !fits.value;
    }}
  >
    Fit
  </button>
);

const chartNamed = (name: string) => (Object.hasOwn(charts, name) ? charts[name] : undefined);

/** The chart, with what holds lit and what was taken flashing. */
export const Chart = () => {
  const place = useRef<HTMLElement>(null);
  const name = machine.value;
  const known = chartNamed(name);
  const index = useMemo(() => known && indexOf(known.chart), [name]);
  useLights(place, index, name);
  return (
    <div class="frame">
      {known && <Size />}
      <section
        class={`canvas ${fits.value ? 'fits' : ''}`}
        ref={place}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        aria-label={`Chart of ${name}`}
        data-machine={name}
      >
        {known ? <Picture key={name} name={name} /> : <p class="nothing">There is no chart of {name}.</p>}
      </section>
    </div>
  );
};
