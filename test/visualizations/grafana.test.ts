import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { metricsText } from '../../runtime/ui/metrics.ts';

const dashboard = JSON.parse(
  readFileSync(new URL('../../visualizations/grafana/runstate.json', import.meta.url), 'utf8'),
) as { panels: { title: string; targets: { expr: string }[] }[] };

it('asks for all metrics that there are, and for no others', async () => {
  const load = { at: 0, loopDelayP99: 0, loopDelayMax: 0, resident: 0, heapUsed: 0, openDescriptors: 0, events: 0 };
  const text = await metricsText({ services: [], load, now: 0 });
  const told = [...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)].map(
    ([, name, type]) => `${name}${type === 'counter' ? '_total' : ''}`,
  );
  const asked = dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => expr.match(/runstate_\w+/g)!));
  expect([...new Set(asked)].sort()).toEqual(told.sort());
});
