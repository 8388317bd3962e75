import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { restarts } from '../store/known.ts';
import { offline } from '../store/look.ts';

const SIZE = { width: 190, height: 40 };
const colorOf = (element: Element): string => getComputedStyle(element).getPropertyValue('--plot').trim();
const bars = uPlot.paths.bars!({ size: [0.8, 8] });

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
          paths: bars,
        },
      ],
    },
    [[], []],
    into,
  );

/** A canvas does not see that the colours of the page have changed. */
const useTheme = (plot: { readonly current: uPlot | undefined }): void => {
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const redraw = (): void => plot.current?.redraw();
    dark.addEventListener('change', redraw);
    return () => dark.removeEventListener('change', redraw);
  }, []);
};

/** Restarts of the last hour, a bar for each minute. */
export const RestartPlot = () => {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const told = offline.value ? null : restarts.value;
  const minutes = told?.perMinute ?? [];
  const total = minutes.reduce((sum, count) => sum + count, 0);
  const most = Math.max(0, ...minutes);
  // drawn anew only when a bar has changed
  useEffect(() => {
    plot.current ??= make(place.current!);
    plot.current.setData([minutes.map((_, minute) => minute), [...minutes]]);
  }, [minutes.join()]);
  useTheme(plot);
  const words = `${total} ${total === 1 ? 'restart' : 'restarts'} in the last hour`;
  return (
    <figure class="plot">
      <figcaption>
        {told ? (
          <>
            <b>{total}</b> {total === 1 ? 'restart' : 'restarts'} in the last hour
          </>
        ) : (
          'restarts are not known'
        )}
      </figcaption>
      <div
        ref={place}
        role="img"
        title={`at most ${most} in a minute`}
        aria-label={`${words}, a bar for each minute, at most ${most}`}
      />
    </figure>
  );
};
