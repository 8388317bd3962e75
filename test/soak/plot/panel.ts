import { max, quantile } from 'simple-statistics';
import type { Piece } from '../../../visualizations/chart/picture.ts';
import { type Judgement, thirdsOf } from '../verdict.ts';
import { type Scale, scaleOf } from './scale.ts';

export const PANEL = { width: 560, height: 236 } as const;
/** Where the axes are. */
const FRAME = { left: 48, right: PANEL.width - 14, top: 62, bottom: PANEL.height - 34 } as const;
const LEGEND = { top: 40, column: 166 } as const;

export const piece = (tag: string, at: Piece['at'], ...inside: (Piece | string)[]): Piece => ({ tag, at, inside });

/** Figures of one unit, in one frame. */
export type Panel = { readonly title: string; readonly shown: readonly Judgement[]; readonly dots?: boolean };

const rounded = (value: number): number => Math.round(value * 10) / 10;
const text = (name: string, x: number, y: number, words: string): Piece =>
  piece('text', { class: name, x: rounded(x), y: rounded(y) }, words);

const figure = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(value < 100 ? 1 : 0));

const axes = (time: Scale, values: Scale): Piece[] => [
  ...values.ticks.flatMap((tick) => {
    const y = rounded(values.place(tick));
    return [
      piece('path', { class: tick === 0 ? 'axis' : 'grid', d: `M${FRAME.left} ${y}H${FRAME.right}` }),
      text('tick value', FRAME.left - 7, y + 3.5, `${tick}`),
    ];
  }),
  ...time.ticks.map((tick) => text('tick time', time.place(tick), FRAME.bottom + 15, `${tick}`)),
  text('tick unit', FRAME.right, FRAME.bottom + 28, 'minutes'),
];

const curve = ({ series }: Judgement, time: Scale, values: Scale): Piece => {
  const points = series.points.map(([at, value]) => `${rounded(time.place(at / 60))} ${rounded(values.place(value))}`);
  return piece('path', { class: 'curve', d: points.length > 0 ? `M${points.join('L')}` : '' });
};

const dots = ({ series }: Judgement, time: Scale, values: Scale): Piece =>
  piece('path', {
    class: 'dots',
    d: series.points
      .map(([at, value]) => `M${rounded(time.place(at / 60))} ${rounded(values.place(value))}h0`)
      .join(''),
  });

/** The median of each third, across it. */
const medians = ({ medians: all }: Judgement, seconds: number, time: Scale, values: Scale): Piece => {
  const lines = thirdsOf(seconds).map(([from, to], third) => {
    const median = all[third];
    if (median === undefined) return '';
    return `M${rounded(time.place(from / 60))} ${rounded(values.place(median))}H${rounded(time.place(to / 60))}`;
  });
  return piece('path', { class: 'median', d: lines.join('') });
};

const legend = ({ series, medians: all }: Judgement, index: number): Piece =>
  piece(
    'g',
    {},
    piece('path', { class: 'key', d: `M${FRAME.left + index * LEGEND.column} ${LEGEND.top - 4}h12` }),
    text('legend', FRAME.left + 17 + index * LEGEND.column, LEGEND.top, `${series.key} ${all.map(figure).join(' · ')}`),
  );

/** What an axis has to reach: a few values may lie beyond, so that the others do not all lie at its foot. */
const highest = (values: readonly number[]): number =>
  values.length === 0 ? 0 : Math.min(max([...values]), quantile([...values], 0.97) * 2);

/** One panel with its axes, units and medians. `x`, `y`: where its corner is. */
export const panelOf = ({ title, shown, dots: isDotted }: Panel, seconds: number, x: number, y: number): Piece => {
  const all = shown.flatMap(({ series }) => series.points.map(([, value]) => value));
  const values = scaleOf(highest(all), FRAME.bottom, FRAME.top);
  const beyond = all.filter((value) => value > values.top).length;
  const time = scaleOf(seconds / 60, FRAME.left, FRAME.right, true);
  const unit = shown[0]?.series.unit ?? '';
  return piece(
    'g',
    { class: 'panel', transform: `translate(${x} ${y})` },
    text('name', FRAME.left, 20, unit === '' ? title : `${title}, ${unit}`),
    ...(beyond > 0 ? [text('tick value', FRAME.right, 20, `${beyond} of ${all.length} beyond`)] : []),
    ...axes(time, values),
    ...shown.map((one, index) =>
      piece(
        'g',
        { class: `series s${index}` },
        legend(one, index),
        (isDotted ? dots : curve)(one, time, values),
        medians(one, seconds, time, values),
      ),
    ),
  );
};
