import type { Concern } from '../model/attention.ts';
import { choose } from '../store/choose.ts';
import { offline } from '../store/look.ts';
import { concerns, counts, rows } from '../store/shown.ts';

/** Services that are listed; the list at the left has all of them. */
const MOST = 100;

const KEYS: readonly (readonly [readonly string[], string])[] = [
  [['/'], 'search'],
  [['↑', '↓'], 'choose'],
  [['←', '→'], 'go through its history'],
  [['F'], 'fit the chart'],
  [['Esc'], 'back'],
];

const Row = ({ concern: { service, why } }: { concern: Concern }) => (
  <li>
    <button type="button" onClick={() => choose(service.actor)}>
      <i class={`mark ${service.state}`} aria-hidden="true" />
      <b>
        {service.name}
        {service.role === 'log' && <em> log</em>}
      </b>
      <span>{why}</span>
      <small>{service.restarts > 0 && `${service.restarts} restarts`}</small>
    </button>
  </li>
);

const headline = (count: number): string => {
  if (rows.value.length === 0) return 'No services.';
  if (count > 0) return count === 1 ? 'One service is worth a look.' : `${count} services are worth a look.`;
  const running = counts.value.find(([state]) => state === 'running')?.[1] ?? 0;
  return `All is as it is wanted: ${running} running, ${rows.value.length - running} not.`;
};

/** All at a glance: what is not as it is wanted, and why. */
export const Overview = () => (
  <main class="middle overview">
    <h2>{headline(concerns.value.length)}</h2>
    <ol class="concerns">
      {concerns.value.slice(0, MOST).map((concern) => (
        <Row key={concern.service.actor} concern={concern} />
      ))}
    </ol>
    {concerns.value.length > MOST && <p class="pale">and {concerns.value.length - MOST} more</p>}
    <p class="keys pale">
      {KEYS.map(([keys, words]) => (
        <span key={words}>
          {keys.map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}{' '}
          {words}
        </span>
      ))}
    </p>
    {!offline.value && (
      <button type="button" onClick={() => choose('')}>
        Show the scanner
      </button>
    )}
  </main>
);
