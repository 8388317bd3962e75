import { valueWords } from '../model/configuration.ts';
import { chosen, cursor } from '../store/look.ts';
import { machine, value } from '../store/shown.ts';
import { Chart } from './chart.tsx';
import { Family } from './family.tsx';
import { Overview } from './overview.tsx';
import { Timeline } from './timeline.tsx';

const Now = () => (
  <p class="state-line">
    <span class="machine">{machine.value}</span>
    <b>{value.value === undefined ? 'state not known' : valueWords(value.value)}</b>
    {value.value === undefined && <span>None of its steps is kept any more; the next one will show it.</span>}
    {cursor.value !== null && <span class="past">past</span>}
  </p>
);

/** The chart of the chosen actor, its relatives, and its past. */
export const Middle = () =>
  chosen.value === null ? (
    <Overview />
  ) : (
    <main class="middle">
      <Family />
      <Now />
      <Chart />
      <Timeline />
    </main>
  );
