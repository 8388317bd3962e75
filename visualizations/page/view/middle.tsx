import { valueWords } from '../model/configuration.ts';
import { machineOf, shortName } from '../model/family.ts';
import { choose } from '../store/choose.ts';
import { chosen, cursor } from '../store/look.ts';
import { family, machine, value } from '../store/shown.ts';
import { Chart } from './chart.tsx';
import { Timeline } from './timeline.tsx';

const Family = () => (
  <nav class="family" aria-label="Parent and children">
    <ol>
      {family.value.map((actor) => (
        <li key={actor}>
          <button
            type="button"
            aria-current={actor === chosen.value ? 'true' : undefined}
            title={`${machineOf(actor)}: ${actor || 'the scanner'}`}
            onClick={() => choose(actor)}
          >
            {shortName(actor)}
          </button>
        </li>
      ))}
    </ol>
  </nav>
);

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
    <main class="middle empty">
      <div>
        <p>Choose a service to see its chart.</p>
        <p class="pale">
          <kbd>/</kbd> search <kbd>↑</kbd>
          <kbd>↓</kbd> choose <kbd>←</kbd>
          <kbd>→</kbd> step through its history <kbd>Esc</kbd> back
        </p>
        <button type="button" onClick={() => choose('')}>
          Show the scanner
        </button>
      </div>
    </main>
  ) : (
    <main class="middle">
      <Family />
      <Now />
      <Chart />
      <Timeline />
    </main>
  );
