import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Bell } from '../support/bell.ts';
import { endAll, start, supervising } from '../support/processes.ts';
import { removeScratch } from '../support/scratch.ts';
import { answering, nextPid, several, untilReady } from './answering.ts';
import { orders } from './control.ts';
import { during } from './field.ts';
import { perService } from './growth.ts';
import { summaryOf } from './latency.ts';
import { restarts } from './restart.ts';
import { links } from './scan.ts';
import { hosting } from './supervisors/scanned.ts';

const PATIENCE = 20_000;

afterAll(async () => {
  await endAll();
  removeScratch();
});

describe('figures', () => {
  it('tell what each further service takes', () => {
    const sizes = [1, 100, 1000].map((count) => ({ count, pss: 30_000 + 12 * count, dirty: 7 * count, seconds: 1 }));
    expect(perService(sizes, 'pss')).toBeCloseTo(12);
    expect(perService(sizes, 'dirty')).toBeCloseTo(7);
  });

  it('tell the middle of latencies, and the worst', () => {
    expect(summaryOf([3, 1, 2])).toEqual({ p50: 2, p99: expect.closeTo(2.98), max: 3 });
  });
});

describe('a bell', () => {
  it('hears lines in their order, parts of them when they are whole, and waits no longer than it may', async () => {
    const bell = new Bell();
    appendFileSync(bell.path, 'one\ntw');
    expect(bell.next('one', PATIENCE)).toBe('one');
    appendFileSync(bell.path, 'o\n');
    expect(bell.next('two', PATIENCE)).toBe('two');
    expect(() => bell.next('three comes', 20)).toThrow('waited in vain until three comes');
    const { ended } = start(['/bin/sh', '-c', `sleep 0.1; echo $$ 1<>${bell.path}`]);
    expect(nextPid(bell, PATIENCE)).toBeGreaterThan(1);
    await ended;
    bell.close();
  });
});

describe('services under our supervisor', { timeout: 120_000 }, () => {
  it('are told from who supervises them, and nothing is left of them', async () => {
    const bell = new Bell();
    const directory = await during(hosting, several(2, bell), async (field, seconds) => {
      const pids = untilReady(bell, 2, PATIENCE);
      expect(supervising().filter((pid) => pids.includes(pid))).toEqual([]);
      expect(supervising().length).toBeGreaterThan(0);
      expect(seconds).toBeGreaterThan(0);
      expect(existsSync(join(field.directory, 's1/log/main/current'))).toBe(true);
      return field.directory;
    });
    expect(supervising()).toEqual([]);
    expect(existsSync(directory)).toBe(true);
    bell.close();
  });

  it('answer orders, are there again when they are killed, and come where they are linked', async () => {
    const bell = new Bell();
    await during(hosting, [answering('a', bell)], async (field) => {
      const pids = untilReady(bell, 1, PATIENCE);
      expect(await orders(field, ['a'], bell, 3)).toHaveLength(3);
      expect(await restarts(bell, pids, 2)).toHaveLength(2);
      expect(await links(field, bell, 1, 1)).toHaveLength(1);
    });
    bell.close();
  });
});
