import { Counter, Gauge, Registry } from 'prom-client';
import type { Load, ServiceStatus } from '../watch/messages.ts';

/** The states that a service can be seen in. */
const STATES = ['down', 'starting', 'running', 'finishing', 'backoff'] as const;
const WANTS = ['up', 'down', 'exit'] as const;

/** What a supervisor knew at one moment. */
export type Scrape = { readonly services: readonly ServiceStatus[]; readonly load: Load; readonly now: number };

type Names = 'service' | 'role';

const familyIn = (registry: Registry) => {
  const options = { registers: [registry] };
  const labelNames = ['service', 'role'] as const;
  const gauge = (name: string, help: string) =>
    new Gauge<Names>({ ...options, name: `runstate_${name}`, help, labelNames });
  const counter = (name: string, help: string) =>
    new Counter<Names>({ ...options, name: `runstate_${name}`, help, labelNames });
  return {
    state: new Gauge({
      ...options,
      name: 'runstate_service_state',
      help: 'State of a service: 1 for the one that it is in.',
      labelNames: [...labelNames, 'state'],
    }),
    want: new Gauge({
      ...options,
      name: 'runstate_service_want',
      help: 'What is asked of a service: 1 for that.',
      labelNames: [...labelNames, 'want'],
    }),
    paused: gauge('service_paused', 'Whether a service is paused.'),
    seconds: gauge('service_state_seconds', 'Seconds since a service came up, or went down.'),
    restarts: counter('service_restarts', 'Starts of a service after the first, under this supervisor.'),
    exitCode: gauge('service_last_exit_code', 'Exit code of the last end of run; left out where a signal ended it.'),
    exitSignal: new Gauge({
      ...options,
      name: 'runstate_service_last_exit_signal',
      help: 'The signal that ended run last.',
      labelNames: [...labelNames, 'signal'],
    }),
    logBytes: counter('log_bytes', 'Bytes that a hosted logger has written.'),
    rotations: counter('log_rotations', 'Rotations of a hosted logger.'),
  };
};

/** A name as a label has it, which is UTF-8: other bytes are written `\xff`, so that no two names become one. */
const labelOf = (name: string): string =>
  name.replace(/[\udc80-\udcff]/gu, (byte) => `\\x${(byte.charCodeAt(0) - 0xdc00).toString(16)}`);

const tellService = (family: ReturnType<typeof familyIn>, status: ServiceStatus, now: number): void => {
  const { name, role, lastExit, log } = status;
  const labels = { service: labelOf(name), role };
  for (const state of new Set([...STATES, status.state]))
    family.state.set({ ...labels, state }, Number(state === status.state));
  for (const want of WANTS) family.want.set({ ...labels, want }, Number(want === status.want));
  family.paused.set(labels, Number(status.paused));
  family.seconds.set(labels, Math.max(0, (now - status.since) / 1000));
  family.restarts.inc(labels, status.restarts);
  if (lastExit && lastExit.code !== null) family.exitCode.set(labels, lastExit.code);
  if (lastExit && lastExit.signal !== null) family.exitSignal.set({ ...labels, signal: lastExit.signal }, 1);
  if (!log) return;
  family.logBytes.inc(labels, log.bytes);
  family.rotations.inc(labels, log.rotations);
};

const tellLoad = (
  registry: Registry,
  { loopDelayP99, loopDelayMax, resident, heapUsed, openDescriptors, events }: Load,
): void => {
  const gauge = (name: string, help: string, value: number): void =>
    new Gauge({ registers: [registry], name: `runstate_supervisor_${name}`, help }).set(value);
  gauge(
    'event_loop_delay_p99_seconds',
    'Delay of the event loop, 99th percentile of the last seconds.',
    loopDelayP99 / 1000,
  );
  gauge(
    'event_loop_delay_max_seconds',
    'Delay of the event loop, the longest of the last seconds.',
    loopDelayMax / 1000,
  );
  gauge('resident_memory_bytes', 'Resident memory of the supervisor.', resident);
  gauge('heap_used_bytes', 'Heap that is in use.', heapUsed);
  gauge('open_descriptors', 'Open file descriptors of the supervisor.', openDescriptors);
  if (events >= 0)
    new Counter({ registers: [registry], name: 'runstate_supervisor_events', help: 'Events of all actors.' }).inc(
      events,
    );
};

/** The type of {@link metricsText}. */
export const METRICS_TYPE = Registry.OPENMETRICS_CONTENT_TYPE;

/** What a supervisor knew, as OpenMetrics. */
export const metricsText = ({ services, load, now }: Scrape): Promise<string> => {
  const registry = new Registry();
  registry.setContentType(METRICS_TYPE as never);
  const family = familyIn(registry);
  for (const status of services) tellService(family, status, now);
  tellLoad(registry, load);
  return registry.metrics();
};
