import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Recording, Step } from '../../runtime/watch/messages.ts';
import { choose, hasBrowser, lit, namesIn } from './support/browser.ts';
import { RUNNING, sceneForEach } from './support/scenes.ts';

describe.skipIf(!hasBrowser)('time travel, in Chromium', () => {
  const given = sceneForEach();

  const names = () => namesIn(given.visited.page);

  test('travels in time, by keys and by the slider, and comes back', async () => {
    const { page } = given.visited;
    await choose(page, 'crasher/main');
    await expect.poll(() => lit(page)).toEqual(['', 'backoff']);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => lit(page)).toEqual(RUNNING);
    await expect.poll(() => page.locator('.edge.marked').getAttribute('data-edge')).toBe('starting→running');
    await page.getByRole('slider').fill('0');
    await expect.poll(() => page.locator('.caption').textContent()).toContain('it was started');
    given.supervisor.letter('crasher/main', 'd');
    await expect.poll(() => page.locator('.caption').textContent()).toContain('it was started');
    await page.getByRole('button', { name: 'Live' }).click();
    await expect.poll(() => page.locator('.caption').textContent()).toContain('sv down');
  });

  test('saves a recording, and shows it again without a supervisor', async () => {
    const { page, server } = given.visited;
    await choose(page, 'crasher/main');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ format: 'runstate-recording', version: 1, actor: 'crasher' });
    server.cut();
    await give('{"format":"runstate-recording","version":9}');
    await expect.poll(() => page.locator('.banners').textContent()).toContain('version 9');
    await give(text);
    await expect.poll(() => page.locator('.banner.past').textContent()).toContain('crasher');
    await expect.poll(names).toEqual(['crasher', 'crasherlog']);
    await page.getByRole('slider').press('End');
    await expect.poll(() => lit(page)).toEqual(['', 'backoff']);
    await page.getByRole('button', { name: 'Close recording' }).click();
    await expect.poll(names).toHaveLength(8);
  });

  const give = (content: string) =>
    given.visited.page
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from(content) });

  const step = (seq: number, over: Partial<Step> = {}): Step => ({
    seq,
    at: 1_700_000_000_000 + seq,
    actor: 'web/main',
    machine: 'service',
    kind: 'snapshot',
    event: { type: 'control.once' },
    cause: `sv once ${seq}`,
    to: 'backoff',
    facts: { want: seq % 2 === 0 ? 'up' : 'down' },
    ...over,
  });

  const recording = (steps: readonly Step[]): Recording => ({
    format: 'runstate-recording',
    version: 1,
    directory: '/srv/<b>services</b>',
    recordedAt: 8.64e15,
    actor: 'web',
    lost: 0,
    steps,
  });

  test('shows recordings of machines, states and times that it does not know', async () => {
    const { page, complaints } = given.visited;
    await choose(page, 'web/main');
    const odd = [
      step(1, { machine: 'constructor', to: { nowhere: { at: 'all' } } }),
      step(2, { at: 0, to: { nowhere: {} }, kind: 'transition', from: 'running' }),
      step(3, { machine: '__proto__', facts: {} }),
    ];
    await give(JSON.stringify(recording(odd)));
    await expect.poll(() => page.locator('.canvas').textContent()).toBe('There is no chart of constructor.');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.state-line').textContent()).toContain('nowhere');
    await expect.poll(() => lit(page)).toEqual(['']);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.canvas').textContent()).toBe('There is no chart of __proto__.');
    expect(await page.locator('.banner.past').textContent()).toContain('/srv/<b>services</b>');
    expect(complaints).toEqual([]);
  });

  test('shows recordings of thousands of steps and actors, the last of them', async () => {
    const { page, complaints } = given.visited;
    await choose(page, 'web/main');
    const many = Array.from({ length: 6000 }, (_, place) => step(place + 1));
    await give(JSON.stringify(recording(many)));
    await page.getByText('The recording has 6000 steps: the last 5000 of them are shown.').waitFor();
    await expect.poll(() => page.locator('.caption').textContent()).toContain('1 / 5000');
    await page.getByRole('slider').press('End');
    await expect.poll(() => page.locator('.history li').first().textContent()).toContain('want: down → up');
    await give(JSON.stringify(recording(many.map((one) => ({ ...one, actor: `web/svc${one.seq}/main` })))));
    await expect.poll(() => page.locator('.family').textContent()).toContain('more');
    expect(await page.locator('.family button').count()).toBeLessThan(100);
    expect(complaints).toEqual([]);
  });
});
