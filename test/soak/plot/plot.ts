import { readFileSync } from 'node:fs';
import type { Piece } from '../../../visualizations/chart/picture.ts';
import { svgText } from '../../../visualizations/chart/svg-text.ts';
import type { Judgement } from '../verdict.ts';
import { PANEL, type Panel, panelOf, piece } from './panel.ts';

const STYLE = readFileSync(new URL('plot.css', import.meta.url), 'utf8');
const HEAD = 52;
const COLUMNS = 2;

const panelsOf = (judgements: readonly Judgement[]): Panel[] => {
  const pick = (...keys: string[]): Judgement[] => judgements.filter(({ series }) => keys.includes(series.key));
  return [
    { title: 'Memory of runsvdir', shown: pick('resident', 'dirty', 'heap') },
    { title: 'Open descriptors', shown: pick('descriptors') },
    { title: 'Event loop delay, p99 of ten seconds', shown: pick('runsvdir', 'idle') },
    { title: 'From a crash to the next start; a plain start', shown: pick('restart', 'plain'), dots: true },
  ];
};

/**
 * A run as a picture: a panel for each unit, each with the medians of the three thirds of the time as lines and numbers.
 *
 * @param caption what was run, and on what machine.
 * @returns SVG, a file of its own.
 */
export const plotOf = (judgements: readonly Judgement[], seconds: number, caption: string): string => {
  const panels = panelsOf(judgements);
  const width = COLUMNS * PANEL.width;
  const height = HEAD + Math.ceil(panels.length / COLUMNS) * PANEL.height;
  const title = `One runsvdir for ${(seconds / 60).toFixed(1)} minutes`;
  const [what, ...where] = caption.split('. ');
  const line = (name: string, y: number, words: string): Piece => piece('text', { class: name, x: 48, y }, words);
  const picture = piece(
    'svg',
    {
      ...{ xmlns: 'http://www.w3.org/2000/svg', class: 'soak', viewBox: `0 0 ${width} ${height}`, width, height },
      ...{ role: 'img', 'aria-label': `${title}: ${caption}` },
    },
    piece('rect', { class: 'paper', width, height }),
    line('title', 22, `${title}: ${what}`),
    line('caption', 40, `${where.join('. ')}; lines and numbers: medians of the thirds`),
    ...panels.map((panel, index) =>
      panelOf(panel, seconds, (index % COLUMNS) * PANEL.width, HEAD + Math.floor(index / COLUMNS) * PANEL.height),
    ),
  );
  return svgText(picture, STYLE);
};
