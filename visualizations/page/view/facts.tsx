import type { Plain, ServiceStatus } from '../model/types.ts';
import { bytes, clock, duration, exitWords } from '../model/words.ts';
import { now, ownRestarts } from '../store/known.ts';
import { chosen, cursor, offline } from '../store/look.ts';
import { current, service } from '../store/shown.ts';

const Fact = ({ title, value }: { title: string; value: string }) => (
  <div>
    <dt>{title}</dt>
    <dd title={value}>{value}</dd>
  </div>
);

const exitOf = ({ lastExit }: ServiceStatus): string =>
  lastExit === null ? 'none yet' : `${exitWords(lastExit)}, ${duration(now.value - lastExit.at)} ago`;

/** All since it is supervised, and of these how many in the last hour where that is told. */
const restartWords = ({ restarts }: ServiceStatus): string => {
  const minutes = ownRestarts.value?.perMinute;
  if (minutes === undefined || restarts === 0) return String(restarts);
  return `${restarts}, ${minutes.reduce((sum, count) => sum + count, 0)} in the last hour`;
};

const Status = ({ of }: { of: ServiceStatus }) => (
  <dl class="facts">
    <Fact title="want" value={of.want} />
    <Fact title={of.pid === null ? 'down for' : 'up for'} value={duration(now.value - of.since)} />
    <Fact title="pid" value={of.pid === null ? 'none' : String(of.pid)} />
    <Fact title="restarts" value={restartWords(of)} />
    <Fact title="last exit" value={exitOf(of)} />
    {of.hosted && <Fact title="logger" value="hosted in the supervisor" />}
    {of.log && <Fact title="written" value={`${bytes(of.log.bytes)}, ${of.log.rotations} rotations`} />}
  </dl>
);

const plainWords = (value: Plain): string => (typeof value === 'string' ? value : JSON.stringify(value));

const Context = () => {
  const facts = Object.entries(current.value?.facts ?? {});
  return facts.length === 0 ? null : (
    <details class="context" open={cursor.value !== null}>
      <summary>Context{cursor.value !== null && current.value ? ` at ${clock(current.value.at)}` : ''}</summary>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <Fact key={name} title={name} value={plainWords(value)} />
        ))}
      </dl>
    </details>
  );
};

/** The facts beside the state. */
export const Facts = () => (
  <section class="about" aria-label="Facts">
    <h2>{chosen.value === '' ? 'scanner' : chosen.value}</h2>
    {service.value && cursor.value === null && !offline.value && <Status of={service.value} />}
    <Context />
  </section>
);
