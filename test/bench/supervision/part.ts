import type { Part } from '../case.ts';
import { control } from './control.ts';
import { growth } from './growth.ts';
import { idle } from './idle.ts';
import { many } from './many.ts';
import { restart } from './restart.ts';
import { scan } from './scan.ts';
import { pm2 } from './supervisors/pm2.ts';
import { hosting, s6, theirs, unhosting } from './supervisors/scanned.ts';
import { supervisord } from './supervisors/supervisord.ts';
import { underLoad } from './under-load.ts';

/** What supervising costs, and how soon it does what it is to do, beside who else does it. */
export const supervision: Part = ({ scale, long }) => {
  const scaled = (count: number): number => Math.max(1, Math.ceil(count * scale));
  const all = [theirs, hosting, s6, supervisord, pm2];
  const withBoth = [theirs, hosting, unhosting, s6, supervisord, pm2];
  const letters = Math.max(50, scaled(500));
  return [
    growth(withBoth, [1, scaled(100), scaled(1000)]),
    restart(all, scaled(40), 5),
    control(all, 10, letters),
    underLoad(all, letters),
    scan(all, Math.max(3, scaled(5))),
    idle(all, scaled(500), Math.max(5, scaled(60))),
    ...(long ? [many([1, scaled(1000), scaled(10_000)])] : []),
  ];
};
