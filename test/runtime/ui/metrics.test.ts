import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromBytes } from '../../../adapters/bytes.ts';
import { metricsText } from '../../../runtime/ui/metrics.ts';
import type { Load, ServiceStatus } from '../../../runtime/watch/messages.ts';
import { readOpenMetrics } from './support/open-metrics.ts';

const NOW = 1_800_000_000_000;
const load: Load = {
  at: NOW,
  loopDelayP99: 2.5,
  loopDelayMax: 20,
  resident: 60_000_000,
  heapUsed: 9_000_000,
  openDescriptors: 40,
  events: 7,
};
const status: ServiceStatus = {
  actor: 'web/main',
  name: 'web',
  role: 'main',
  state: 'running',
  value: 'running',
  want: 'up',
  paused: false,
  gotTerm: false,
  pid: 12,
  since: NOW - 1500,
  restarts: 3,
  lastExit: { at: NOW - 2000, code: 1, signal: null },
  hosted: false,
  log: null,
};

const samples = async (services: readonly ServiceStatus[]): Promise<string[]> =>
  (await metricsText({ services, load, now: NOW })).split('\n').filter((line) => !line.startsWith('# HELP'));

it('is OpenMetrics: of the supervisor', async () => {
  expect(await samples([])).toEqual([
    '# TYPE runstate_service_state gauge',
    '# TYPE runstate_service_want gauge',
    '# TYPE runstate_service_paused gauge',
    '# TYPE runstate_service_state_seconds gauge',
    '# TYPE runstate_service_restarts counter',
    '# TYPE runstate_service_last_exit_code gauge',
    '# TYPE runstate_service_last_exit_signal gauge',
    '# TYPE runstate_log_bytes counter',
    '# TYPE runstate_log_rotations counter',
    '# TYPE runstate_supervisor_event_loop_delay_p99_seconds gauge',
    'runstate_supervisor_event_loop_delay_p99_seconds 0.0025',
    '# TYPE runstate_supervisor_event_loop_delay_max_seconds gauge',
    'runstate_supervisor_event_loop_delay_max_seconds 0.02',
    '# TYPE runstate_supervisor_resident_memory_bytes gauge',
    'runstate_supervisor_resident_memory_bytes 60000000',
    '# TYPE runstate_supervisor_heap_used_bytes gauge',
    'runstate_supervisor_heap_used_bytes 9000000',
    '# TYPE runstate_supervisor_open_descriptors gauge',
    'runstate_supervisor_open_descriptors 40',
    '# TYPE runstate_supervisor_events counter',
    'runstate_supervisor_events_total 7',
    '# EOF',
    '',
  ]);
});

it('is OpenMetrics: of services, whatever their names', async () => {
  const odd: ServiceStatus = {
    ...status,
    name: 'a"b\\c\nd\udcff',
    role: 'log',
    state: 'down',
    want: 'down',
    paused: true,
    lastExit: { at: NOW, code: null, signal: 'SIGKILL' },
    hosted: true,
    log: { bytes: 12, rotations: 1 },
  };
  const told = (await samples([status, odd])).filter(
    (line) => line.startsWith('runstate_service_') || line.startsWith('runstate_log'),
  );
  const web = '{service="web",role="main"';
  const other = '{service="a\\"b\\\\c\\nd\\\\xff",role="log"';
  const states = (labels: string, state: string): string[] =>
    ['down', 'starting', 'running', 'finishing', 'backoff'].map(
      (each) => `runstate_service_state${labels},state="${each}"} ${Number(each === state)}`,
    );
  const wants = (labels: string, want: string): string[] =>
    ['up', 'down', 'exit'].map((each) => `runstate_service_want${labels},want="${each}"} ${Number(each === want)}`);
  expect(told).toEqual([
    ...states(web, 'running'),
    ...states(other, 'down'),
    ...wants(web, 'up'),
    ...wants(other, 'down'),
    `runstate_service_paused${web}} 0`,
    `runstate_service_paused${other}} 1`,
    `runstate_service_state_seconds${web}} 1.5`,
    `runstate_service_state_seconds${other}} 1.5`,
    `runstate_service_restarts_total${web}} 3`,
    `runstate_service_restarts_total${other}} 3`,
    `runstate_service_last_exit_code${web}} 1`,
    `runstate_service_last_exit_signal${other},signal="SIGKILL"} 1`,
    `runstate_log_bytes_total${other}} 12`,
    `runstate_log_rotations_total${other}} 1`,
  ]);
});

it('can be read back, whatever bytes the names are, each as one of its own', async () => {
  const name = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }).map(fromBytes),
    fc.string({
      unit: fc.constantFrom('a', '"', '\\', '\n', '\r', '{', '}', ',', '#', '\ud83d\ude00', '\udcff'),
      minLength: 1,
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(name, { maxLength: 8 }), async (names) => {
      const services = names.map((each) => ({ ...status, actor: `${each}/main`, name: each }));
      const families = readOpenMetrics(await metricsText({ services, load, now: NOW }));
      const told = families.get('runstate_service_paused')!.samples.map(({ labels }) => labels.service);
      expect(told.length).toBe(new Set(told).size);
      const plain = names.filter((each) => each.isWellFormed());
      expect(told).toEqual(expect.arrayContaining(plain));
      expect(families.get('runstate_service_restarts')).toMatchObject({ type: 'counter' });
    }),
    { numRuns: 200 },
  );
});
