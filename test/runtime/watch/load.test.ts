import { afterEach, expect, it, vi } from 'vitest';
import { LINGER, LoadMeter } from '../../../runtime/watch/load.ts';
import { until } from '../../support/until.ts';

afterEach(() => void vi.restoreAllMocks());

/** Keeps the event loop busy. */
const block = (milliseconds: number): void => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
};

/** One who connects for each question, as a scrape of metrics does. */
const ask = (meter: LoadMeter): { loopDelayMax: number; loopDelayP99: number } => {
  meter.use();
  const load = meter.read(0);
  meter.leave();
  return load;
};

it('tells of delays since the last question to whoever connects for each of them', async () => {
  const meter = new LoadMeter();
  expect(ask(meter).loopDelayMax).toBe(0);
  const seen = await until('a delay is told of', async () => {
    block(100);
    await new Promise((settle) => setTimeout(settle, 20));
    const load = ask(meter);
    return load.loopDelayMax > 50 && load;
  });
  expect(seen.loopDelayP99).toBeGreaterThan(0);
});

it('measures no longer when nobody has asked for long', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const meter = new LoadMeter();
  ask(meter);
  vi.advanceTimersByTime(LINGER - 1);
  ask(meter);
  vi.advanceTimersByTime(LINGER - 1);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(1);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
