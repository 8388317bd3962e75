import { bytes } from '../model/words.ts';
import { choose } from '../store/choose.ts';
import { about, connection, eventRate, load } from '../store/known.ts';
import { state } from '../store/look.ts';
import { counts, rows } from '../store/shown.ts';
import { RestartPlot } from './restart-plot.tsx';

const pick = (name: string | null): void => {
  state.value = state.value === name ? null : name;
};

const Counts = () => (
  <fieldset class="counts" aria-label="Filter by state">
    <button type="button" aria-pressed={state.value === null} onClick={() => pick(null)}>
      <b>{rows.value.length}</b> all
    </button>
    {counts.value.map(([name, count]) => (
      <button key={name} type="button" aria-pressed={state.value === name} data-state={name} onClick={() => pick(name)}>
        <i class={`mark ${name}`} aria-hidden="true" />
        <b>{count}</b> {name}
      </button>
    ))}
  </fieldset>
);

const Figure = ({ title, children }: { title: string; children: string }) => (
  <div class="figure">
    <dt>{title}</dt>
    <dd>{children}</dd>
  </div>
);

const WORDS = { connecting: 'connecting', open: 'live', lost: 'disconnected' } as const;
const rate = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

/** What is so on the whole. */
export const Head = () => (
  <header class="head">
    <div class="brand">
      <h1>
        <button type="button" class="home" title="All at a glance" onClick={() => choose(null)}>
          runstate
        </button>
      </h1>
      <span class={`link ${connection.value}`}>{WORDS[connection.value]}</span>
      <span class="directory" title={about.value?.directory}>
        {about.value?.directory}
      </span>
    </div>
    <Counts />
    <dl class="figures">
      <Figure title="events/s">{eventRate.value === null ? '–' : rate(eventRate.value)}</Figure>
      <Figure title="loop p99">{load.value ? `${load.value.loopDelayP99.toFixed(1)} ms` : '–'}</Figure>
      <Figure title="memory">{load.value ? bytes(load.value.resident) : '–'}</Figure>
    </dl>
    <RestartPlot />
  </header>
);
