import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';
import { memoryIn } from './meter.ts';
import { plotOf } from './plot/plot.ts';
import { scaleOf } from './plot/scale.ts';
import type { Sample } from './record.ts';
import { servicesOf } from './services.ts';
import { settingsOf } from './settings.ts';
import { complaintsOf, judge, type Limit, type Series, SHORTEST, seriesOf } from './verdict.ts';

const MAIN = resolve(import.meta.dirname, 'main.ts');
const LIMIT: Limit = { factor: 1.1, slack: 2 };

const series = (values: readonly number[], limit: Limit | undefined = LIMIT): Series => ({
  ...{ key: 'a', title: 'a figure', unit: 'MiB', limit },
  points: values.map((value, at) => [at, value]),
});

describe('the verdict', () => {
  it.each([
    ['that was filled first', [1, 5, 9, 10, 10, 10, 10, 10, 10], [5, 10, 10], false],
    ['that goes up and down', [10, 30, 10, 10, 30, 10, 10, 30, 10], [10, 10, 10], false],
    ['as large as it may become', [10, 10, 10, 10, 10, 10, 13, 13, 13], [10, 10, 13], false],
    ['larger than that', [10, 10, 10, 10, 10, 10, 13.1, 13.1, 13.1], [10, 10, 13.1], true],
  ] as const)('on a figure %s', (_, values, medians, grows) => {
    expect(judge(series(values), values.length)).toMatchObject({ medians, grows });
  });

  it('tells by how much an hour a figure rises, the first third left out', () => {
    expect(judge(series([90, 0, 0, 3, 4, 5, 6, 7, 8]), 9).slope).toBeCloseTo(3600);
  });

  it('judges nothing of which there is nothing, or that has no limit', () => {
    expect(judge(series([]), 9)).toMatchObject({ medians: [undefined, undefined, undefined], slope: 0, grows: false });
    expect(judge({ ...series([1, 1, 1, 9, 9, 9]), limit: undefined }, 6).grows).toBe(false);
  });

  it('is that of runs that are long enough, and names what was not started again', () => {
    const judgements = [judge(series([1, 1, 1, 1, 9, 9]), 6)];
    expect(complaintsOf({ missing: ['x'] }, judgements, SHORTEST - 1)).toEqual(['x was killed and not started again']);
    expect(complaintsOf({ missing: [] }, judgements, SHORTEST)).toEqual(['a grows: a figure']);
  });

  it('judges delays by those of a process beside', () => {
    const sample: Sample = { at: 1, resident: 60, dirty: 30, heap: 20, descriptors: 9, loopDelay: 12, beside: 5 };
    const all = seriesOf({ samples: [sample], restarts: [{ at: 2, latency: 9, plain: 4 }] });
    expect(Object.fromEntries(all.map(({ key, points }) => [key, points]))).toEqual({
      ...{ resident: [[1, 60]], dirty: [[1, 30]], heap: [[1, 20]], descriptors: [[1, 9]] },
      ...{ runsvdir: [[1, 12]], idle: [[1, 5]], more: [[1, 1.2]] },
      ...{ restart: [[2, 9]], plain: [[2, 4]], later: [[2, 1]] },
    });
    const judged = all.filter(({ limit }) => limit !== undefined).map(({ key }) => key);
    expect(judged).toEqual(['resident', 'dirty', 'heap', 'descriptors', 'more', 'later']);
  });
});

describe('its parts', () => {
  it('reads what the kernel says of memory', () => {
    const text = '5600-7ffd ---p 00000000 00:00 0 [rollup]\nRss:      2048 kB\nPrivate_Dirty:       512 kB\n';
    expect(memoryIn(text)).toEqual({ resident: 2, dirty: 0.5 });
    expect(() => memoryIn('')).toThrow('no Rss');
  });

  it('takes its size from the arguments', () => {
    expect(settingsOf(['--minutes', '0.5', '--seed', '7'])).toEqual({
      ...{
        minutes: 0.5,
        services: 200,
        crashes: 1,
        seed: 7,
        svg: join(tmpdir(), 'runstate-soak.svg'),
        json: undefined,
        from: undefined,
      },
    });
    expect(() => settingsOf(['--minutes', 'many'])).toThrow('--minutes');
    expect(() => settingsOf(['--services', '3'])).toThrow('--services');
    expect(settingsOf(['--crashes', '100'])).toMatchObject({ crashes: 100 });
    expect(() => settingsOf(['--crashes', '0'])).toThrow('--crashes');
  });

  it('has services of every kind', () => {
    const kinds = [...servicesOf(200).values()].map(({ name }) => name);
    const counts = Object.groupBy(kinds, (name) => name);
    expect(Object.entries(counts).map(([name, all]) => [name, all.length])).toEqual([
      ['crasher', 80],
      ['stormed', 60],
      ['chatty', 40],
      ['processed', 20],
    ]);
    const more = [...servicesOf(1000).values()].map(({ name }) => name);
    expect(more.slice(0, 200)).toEqual(kinds);
    expect(new Set(more.slice(200))).toEqual(new Set(['crasher']));
  });

  it.each([
    [97, false, [0, 50, 100]],
    [259, false, [0, 100, 200, 300]],
    [12, true, [0, 5, 10]],
    [0.7, false, [0, 0.2, 0.4, 0.6, 0.8]],
    [0, false, [0, 0.5, 1]],
  ] as const)('an axis to %d (exactly: %s) has ticks at %j', (most, isExact, ticks) => {
    const scale = scaleOf(most, 100, 0, isExact);
    expect(scale.ticks).toEqual(ticks);
    expect(scale.place(0)).toBe(100);
    expect(scale.place(scale.top)).toBe(0);
    expect(scale.place(2 * scale.top)).toBe(0);
    expect(scale.top).toBe(isExact ? most : ticks.at(-1));
  });

  it('draws every figure, and says its medians', () => {
    const samples = [1, 2, 3].map((at) => ({
      ...{ at, resident: 60 + at, dirty: 30, heap: 20, descriptors: 9, loopDelay: 12, beside: 5 },
    }));
    const all = seriesOf({ samples, restarts: [{ at: 2, latency: 9, plain: 4 }] }).map((one) => judge(one, 3.1));
    const text = plotOf(all, 3.1, 'a run. A machine');
    const shown = [...text.matchAll(/class="legend"[^>]*>([^<]*)</g)].map(([, words]) => words);
    expect(shown).toEqual([
      ...['resident 61.0 · 62.0 · 63.0', 'dirty 30.0 · 30.0 · 30.0', 'heap 20.0 · 20.0 · 20.0'],
      ...['descriptors 9.0 · 9.0 · 9.0', 'runsvdir 12.0 · 12.0 · 12.0', 'idle 5.0 · 5.0 · 5.0'],
      ...['restart – · 9.0 · –', 'plain – · 4.0 · –'],
    ]);
    expect(text.match(/NaN|undefined|Infinity/)).toBeNull();
    expect(text.match(/class="curve"/g)).toHaveLength(6);
  });
});

/** Processes that have such a variable in their environment. */
const processesIn = (scratch: string): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`TMPDIR=${scratch}`);
    } catch {
      return false;
    }
  });

/** A run over twenty services; what it leaves is looked for in a directory of its own. */
const run = (minutes: string) => {
  const files = temporary();
  const scratch = temporary();
  const args = [
    MAIN,
    '--minutes',
    minutes,
    '--services',
    '20',
    '--crashes',
    '4',
    '--svg',
    join(files, 'svg'),
    '--json',
    join(files, 'json'),
  ];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, TMPDIR: scratch },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [child.stdout!, child.stderr!])
    output.on('data', (chunk) => {
      said += chunk;
    });
  const end = once(child, 'close');
  return { child, files, scratch, end, said: () => said };
};

const leavesNothing = async ({ files, scratch, end, said }: ReturnType<typeof run>): Promise<void> => {
  expect([await end, said()]).toEqual([[0, null], expect.stringContaining('too short for a verdict')]);
  expect(processesIn(scratch)).toEqual([]);
  expect(readdirSync(scratch)).toEqual([]);
  const { record } = JSON.parse(readFileSync(join(files, 'json'), 'utf8'));
  expect(record.missing).toEqual([]);
  expect(readFileSync(join(files, 'svg'), 'utf8')).toContain('</svg>');
};

describe('a run', () => {
  it('ends when its time is over, and leaves nothing', async () => {
    const running = run('0.3');
    await leavesNothing(running);
    const { record } = JSON.parse(readFileSync(join(running.files, 'json'), 'utf8'));
    expect(record.samples[0]).toEqual({
      ...{ at: expect.any(Number), resident: expect.any(Number), dirty: expect.any(Number) },
      ...{ heap: expect.any(Number), descriptors: expect.any(Number) },
      ...{ loopDelay: expect.any(Number), beside: expect.any(Number) },
    });
    expect(
      [record.letters, record.commands, record.crashes - record.restarts.length].map((count) => count > 0),
    ).toEqual([true, true, true]);
  });

  it('is ended early by a signal, and leaves nothing', async () => {
    const running = run('60');
    await until('it runs', () => running.said().includes('20 services run'));
    running.child.kill('SIGINT');
    await leavesNothing(running);
  });
});
