import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { choose, hasBrowser, launch, leave, lit, type Visit, visit } from './support/browser.ts';
import { TOKEN } from './support/fake-server.ts';
import type { FakeSupervisor } from './support/fake-supervisor.ts';
import { scene } from './support/scene.ts';

const RUNNING = [
  '',
  'running',
  'running.orders',
  'running.orders.attending',
  'running.killing',
  'running.killing.attending',
];

describe.skipIf(!hasBrowser)('the page, in Chromium', () => {
  let browser: Browser;
  let supervisor: FakeSupervisor;
  let visited: Visit;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    supervisor = scene();
    visited = await visit(browser, supervisor);
  });
  afterEach(() => leave(visited));

  const names = () => visited.page.getByRole('option').locator('.title').allTextContents();

  test('shows services with state, and narrows them by name and by state', async () => {
    const { page, complaints } = visited;
    expect(await names()).toEqual([
      'crasher',
      'crasherlog',
      'database',
      'databaselog',
      'nightly',
      'web',
      'weblog',
      'worker',
    ]);
    await expect.poll(() => page.locator('[data-actor="crasher/main"] .what').textContent()).toBe('backoff');
    await page.getByRole('searchbox').fill('web');
    expect(await names()).toEqual(['web', 'weblog']);
    await page.getByRole('searchbox').fill('');
    await page.locator('.counts [data-state=down]').click();
    expect(await names()).toEqual(['nightly']);
    expect(complaints).toEqual([]);
  });

  test('shows the chart of the chosen service with its state lit, and its relatives one click away', async () => {
    const { page } = visited;
    await choose(page, 'web/main');
    expect(await lit(page)).toEqual(RUNNING);
    await page.locator('.family').getByRole('button', { name: 'web' }).click();
    expect(await lit(page)).toEqual(['', 'supervising']);
    await page.locator('.family').getByRole('button', { name: 'scanner' }).click();
    await expect.poll(() => lit(page)).toEqual(['', 'watching', 'watching.settled']);
  });

  /** How long after the supervisor does something the page shows the state. The page tells the time itself. */
  const delayUntil = async (state: string, act: () => void): Promise<number> => {
    const seen = visited.page.evaluate(
      (wanted) =>
        new Promise<number>((done) => {
          const isLit = () => document.querySelector(`.state.lit[data-state="${wanted}"]`) !== null;
          const watch = () => (isLit() ? done(Date.now()) : requestAnimationFrame(watch));
          watch();
        }),
      state,
    );
    await visited.page.waitForTimeout(100);
    const acted = Date.now();
    act();
    return (await seen) - acted;
  };

  test('shows a transition as it happens, with its cause, its edge and its words', async () => {
    const { page } = visited;
    await choose(page, 'web/main');
    supervisor.letter('web/main', 'd');
    const delays: number[] = [];
    for (let times = 0; times < 4; times++) {
      delays.push(await delayUntil('running', () => supervisor.letter('web/main', 'u')));
      supervisor.pass('web', 2000);
      delays.push(await delayUntil('down', () => supervisor.letter('web/main', 'd')));
    }
    console.log(`a transition is lit after ${delays.join(', ')} ms`);
    // Told, not judged: on a machine that does other things as well, some of them wait for a processor.
    expect(delays.length).toBe(8);
    supervisor.letter('web/main', 'u');
    await expect.poll(() => page.locator('.edge.taken').count()).toBeGreaterThan(0);
    await expect.poll(() => page.locator('.history').textContent()).toContain('sv down');
    await expect.poll(() => page.getByRole('status').textContent()).toContain('web/main');
  });

  test('travels in time, by keys and by the slider, and comes back', async () => {
    const { page } = visited;
    await choose(page, 'crasher/main');
    expect(await lit(page)).toEqual(['', 'backoff']);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => lit(page)).toEqual(RUNNING);
    await expect.poll(() => page.locator('.edge.marked').getAttribute('data-edge')).toBe('starting→running');
    await page.getByRole('slider').fill('0');
    await expect.poll(() => page.locator('.caption').textContent()).toContain('it was started');
    supervisor.letter('crasher/main', 'd');
    await expect.poll(() => page.locator('.caption').textContent()).toContain('it was started');
    await page.getByRole('button', { name: 'Live' }).click();
    await expect.poll(() => page.locator('.caption').textContent()).toContain('sv down');
  });

  test('saves a recording, and shows it again without a supervisor', async () => {
    const { page, server } = visited;
    await choose(page, 'crasher/main');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ format: 'runstate-recording', version: 1, actor: 'crasher' });
    server.cut();
    const give = (name: string, content: string) =>
      page
        .locator('input[type=file]')
        .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
    await give('broken.json', '{"format":"runstate-recording","version":9}');
    await expect.poll(() => page.locator('.banners').textContent()).toContain('version 9');
    await give('good.json', text);
    await expect.poll(() => page.locator('.banner.past').textContent()).toContain('crasher');
    expect(await names()).toEqual(['crasher', 'crasherlog']);
    await page.getByRole('slider').press('End');
    await expect.poll(() => lit(page)).toEqual(['', 'backoff']);
    await page.getByRole('button', { name: 'Close recording' }).click();
    await expect.poll(names).toHaveLength(8);
  });

  test('says that it is disconnected, and takes everything anew when it is connected again', async () => {
    const { page, server } = visited;
    await choose(page, 'web/main');
    server.cut();
    await page.locator('.banner.bad').waitFor();
    supervisor.letter('web/main', 'h');
    await page.locator('.link.open').waitFor();
    await expect.poll(() => page.locator('.history').textContent()).toContain('run was ended by signal 1');
    expect(await lit(page)).toEqual(RUNNING);
  });

  test('shows names and lines of logs as text, whatever they look like', async () => {
    const { page, complaints } = visited;
    const name = `<img src=x onerror="alert(1)">'&quot;`;
    supervisor.supervise(name, { log: true });
    supervisor.tails.set(`${name}/log`, ['<script>alert(1)</script> "quoted" \'single\' &amp;']);
    await page.locator('.row', { hasText: 'onerror' }).first().click();
    await expect
      .poll(() => page.locator('.lines').textContent())
      .toBe('<script>alert(1)</script> "quoted" \'single\' &amp;');
    expect((await names())[0]).toBe(name);
    expect(await page.locator('img, .lines script').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('is used by the keyboard alone, and says what it shows', async () => {
    const { page } = visited;
    await page.keyboard.press('/');
    await page.keyboard.type('we');
    await page.keyboard.press('ArrowDown');
    const chosen = page.getByRole('option', { selected: true });
    expect(await chosen.getAttribute('aria-label')).toMatch(/^web, running, for /);
    await page.keyboard.press('ArrowDown');
    expect(await chosen.getAttribute('aria-label')).toMatch(/^web, its log, running/);
    expect(await page.getByRole('listbox').getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'));
    await page.keyboard.press('Escape');
    expect(await names()).toHaveLength(8);
    expect(await page.getByRole('img', { name: 'Statechart of service' }).count()).toBe(1);
  });

  test('has no buttons where no orders are taken', async () => {
    await choose(visited.page, 'web/main');
    expect(await visited.page.getByRole('button', { name: 'Restart' }).count()).toBe(0);
  });
});

describe.skipIf(!hasBrowser)('orders from the page', () => {
  test('need the token once, are carried out, and say why where they are not', async () => {
    const browser = await launch();
    const visited = await visit(browser, scene(), true);
    const { page, server } = visited;
    await choose(page, 'web/main');
    const give = async (token: string) => {
      await page.getByRole('textbox', { name: 'Token' }).fill(token);
      await page.getByRole('button', { name: 'Go on' }).click();
    };
    await page.getByRole('button', { name: 'Down', exact: true }).click();
    await give('wrong');
    await page.getByText('The token was not accepted.').waitFor();
    await give(TOKEN);
    await expect.poll(() => lit(page)).toEqual(['', 'down']);
    await page.getByRole('button', { name: 'Up', exact: true }).click();
    await expect.poll(() => lit(page)).toEqual(RUNNING);
    await page.getByText('Signals and more').click();
    await page.getByRole('button', { name: 'Exit', exact: true }).click();
    await page.getByText('not while it is needed').waitFor();
    expect(server.acts.map(({ letter }) => letter)).toEqual(['d', 'u', 'x']);
    await leave(visited);
    await browser.close();
  });
});
