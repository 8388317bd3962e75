import type { Part } from '../case.ts';
import { control } from './control.ts';
import { idle } from './idle.ts';
import { memory } from './memory.ts';
import { restart } from './restart.ts';
import { startUp } from './start-up.ts';
import { hosting, s6, theirs } from './supervisors/scanned.ts';

/** What supervising costs, and how soon it does what it is to do, beside who else does it. */
export const supervision: Part = ({ scale }) => {
  const scaled = (count: number): number => Math.max(1, Math.ceil(count * scale));
  const all = [theirs, hosting, s6];
  return [
    memory(all, [1, scaled(100), scaled(1000)]),
    startUp(all, [scaled(100), scaled(1000)]),
    restart(all, scaled(40), 5),
    control(all, 10, Math.max(50, scaled(500))),
    idle(all, scaled(500), Math.max(5, scaled(30))),
  ];
};
