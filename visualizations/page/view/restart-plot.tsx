import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { perMinute } from '../model/minutes.ts';
import { now, revision, roster } from '../store/known.ts';
import { offline } from '../store/look.ts';

const SIZE = { width: 190, height: 40 };
const colorOf = (element: Element): string => getComputedStyle(element).getPropertyValue('--plot').trim();

const make = (into: HTMLElement): uPlot =>
  new uPlot(
    {
      ...SIZE,
      padding: [3, 0, 0, 0],
      cursor: { show: false },
      legend: { show: false },
      axes: [{ show: false }, { show: false }],
      scales: { x: { time: false }, y: { range: (_, __, most) => [0, Math.max(2, most)] } },
      series: [
        {},
        {
          stroke: () => colorOf(into),
          fill: () => colorOf(into),
          width: 0,
          points: { show: false },
          paths: uPlot.paths.bars!({ size: [0.8, 8] }),
        },
      ],
    },
    [[], []],
    into,
  );

/** Restarts of the last hour, a bar for each minute. */
export const RestartPlot = () => {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  revision.value;
  const minutes = offline.value ? perMinute([], now.value) : perMinute(roster.restarts, now.value);
  const total = minutes.reduce((sum, count) => sum + count, 0);
  const shape = minutes.join();
  // drawn anew only when a bar has changed
  useEffect(() => {
    plot.current ??= make(place.current!);
    plot.current.setData([minutes.map((_, minute) => minute), [...minutes]]);
  }, [shape]);
  return (
    <figure class="plot">
      <figcaption>
        <b>{total}</b> {total === 1 ? 'restart' : 'restarts'} in the last hour
      </figcaption>
      <div ref={place} role="img" aria-label={`${total} restarts in the last hour, a bar for each minute`} />
    </figure>
  );
};
