import type { Part } from '../case.ts';
import { crash } from './crash.ts';
import { letters } from './letters.ts';
import { page } from './page.ts';

/** What it costs to keep a history, and to be looked at. */
export const watch: Part = ({ scale }) => [
  letters(Math.ceil(250 * scale)),
  crash(Math.ceil(15 * scale)),
  page(Math.ceil(40 * scale)),
];
