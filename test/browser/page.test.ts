import { describe, expect, test } from 'vitest';
import { choose, hasBrowser, launch, leave, lit, namesIn, nextFlash, visit } from './support/browser.ts';
import { TOKEN } from './support/fake-server.ts';
import { scene } from './support/scene.ts';
import { RUNNING, sceneForEach } from './support/scenes.ts';

describe.skipIf(!hasBrowser)('the page, in Chromium', () => {
  const given = sceneForEach();

  const names = () => namesIn(given.visited.page);

  test('shows services with state, and narrows them by name and by state', async () => {
    const { page, complaints } = given.visited;
    await expect
      .poll(names)
      .toEqual(['crasher', 'crasherlog', 'database', 'databaselog', 'nightly', 'web', 'weblog', 'worker']);
    await expect.poll(() => page.locator('[data-actor="crasher/main"] .what').textContent()).toBe('backoff');
    await page.getByRole('searchbox').fill('web');
    await expect.poll(names).toEqual(['web', 'weblog']);
    await page.getByRole('searchbox').fill('');
    await page.locator('.counts [data-state=down]').click();
    await expect.poll(names).toEqual(['nightly']);
    expect(complaints).toEqual([]);
  });

  test('shows the chart of the chosen service with its state lit, and its relatives one click away', async () => {
    const { page } = given.visited;
    await choose(page, 'web/main');
    await expect.poll(() => lit(page)).toEqual(RUNNING);
    await page.locator('.family').getByRole('button', { name: 'web' }).click();
    await expect.poll(() => lit(page)).toEqual(['', 'supervising']);
    await page.locator('.family').getByRole('button', { name: 'scanner' }).click();
    await expect.poll(() => lit(page)).toEqual(['', 'watching', 'watching.settled']);
  });

  test('shows at a glance what is not as it is wanted, and why', async () => {
    const { page } = given.visited;
    const told = () => page.locator('.concerns li').allTextContents();
    await expect.poll(told).toEqual(['crasherwaits before it is tried again; it ended with code 36 restarts']);
    await expect.poll(() => page.title()).toBe('(1) runstate');
    await expect.poll(() => page.locator('.plot figcaption').textContent()).toBe('60 restarts in the last hour');
    await page.locator('.concerns button').click();
    await expect.poll(() => lit(page)).toEqual(['', 'backoff']);
    const restarts = page.locator('.facts > div', { hasText: 'restarts' }).locator('dd');
    await expect.poll(() => restarts.textContent()).toBe('6, 60 in the last hour');
    await page.getByRole('button', { name: 'runstate' }).click();
    await expect.poll(told).toHaveLength(1);
  });

  test('is told all services once, and steps of the chosen one only', async () => {
    const { page, server } = given.visited;
    await choose(page, 'web/main');
    await choose(page, 'crasher/main');
    await page.keyboard.press('Escape');
    const followed = () => server.asked.filter(({ type }) => type === 'follow');
    await expect.poll(followed).toEqual([
      { type: 'follow', steps: 'none' },
      { type: 'follow', steps: 'transitions', actor: 'web' },
      { type: 'follow', steps: 'transitions', actor: 'crasher' },
      { type: 'follow', steps: 'none' },
    ]);
    expect(server.asked.filter(({ type }) => type === 'services')).toEqual([]);
  });

  test('is rendered once a frame, however much happens', async () => {
    const { page } = given.visited;
    await choose(page, 'web/main');
    await page.evaluate(() => {
      const counted = window as unknown as { renders: number };
      counted.renders = 0;
      new MutationObserver(() => counted.renders++).observe(document.querySelector('.history ol')!, {
        childList: true,
      });
    });
    for (let times = 0; times < 500; times++) given.supervisor.letter('web/main', 'pc');
    const steps = given.supervisor.steps.filter(({ actor }) => actor === 'web/main').length;
    expect(steps).toBeGreaterThan(1000);
    await expect.poll(() => page.locator('.history h2 small').textContent()).toBe(`${steps} steps`);
    const renders = await page.evaluate(() => (window as unknown as { renders: number }).renders);
    expect(renders).toBeGreaterThan(0);
    expect(renders).toBeLessThan(steps / 2);
  });

  /** How long after the supervisor does something the page shows the state. The page tells the time itself. */
  const delayUntil = async (state: string, act: () => void): Promise<number> => {
    const seen = given.visited.page.evaluate(
      (wanted) =>
        new Promise<number>((done) => {
          const isLit = () => document.querySelector(`.state.lit[data-state="${wanted}"]`) !== null;
          const watch = () => (isLit() ? done(Date.now()) : requestAnimationFrame(watch));
          watch();
        }),
      state,
    );
    await given.visited.page.waitForTimeout(100);
    const acted = Date.now();
    act();
    return (await seen) - acted;
  };

  test('shows a transition as it happens, with its cause, its edge and its words', async () => {
    const { page } = given.visited;
    await choose(page, 'web/main');
    given.supervisor.letter('web/main', 'd');
    await expect.poll(() => lit(page)).toEqual(['', 'down']);
    const delays: number[] = [];
    for (let times = 0; times < 4; times++) {
      delays.push(await delayUntil('running', () => given.supervisor.letter('web/main', 'u')));
      given.supervisor.pass('web', 2000);
      delays.push(await delayUntil('down', () => given.supervisor.letter('web/main', 'd')));
    }
    console.log(`a transition is lit after ${delays.join(', ')} ms`);
    // Told, not judged: on a machine that does other things as well, some of them wait for a processor.
    expect(delays.length).toBe(8);
    const flash = await nextFlash(page);
    given.supervisor.letter('web/main', 'u');
    expect(await flash()).toBe(3);
    await expect.poll(() => page.locator('.history').textContent()).toContain('sv down');
    await expect.poll(() => page.getByRole('status').textContent()).toContain('web/main');
  });

  test('says that it is disconnected, and takes everything anew when it is connected again', async () => {
    const { page, server } = given.visited;
    await choose(page, 'web/main');
    server.cut();
    await page.locator('.banner.bad').waitFor();
    given.supervisor.letter('web/main', 'h');
    await page.locator('.link.open').waitFor();
    await expect.poll(() => page.locator('.history').textContent()).toContain('run was ended by signal 1');
    await expect.poll(() => lit(page)).toEqual(RUNNING);
  });

  test('shows names and lines of logs as text, whatever they look like', async () => {
    const { page, complaints } = given.visited;
    const name = `<img src=x onerror="alert(1)">'&quot;`;
    given.supervisor.supervise(name, { log: true });
    given.supervisor.tails.set(`${name}/log`, ['<script>alert(1)</script> "quoted" \'single\' &amp;']);
    await page.locator('.row', { hasText: 'onerror' }).first().click();
    await expect
      .poll(() => page.locator('.lines').textContent())
      .toBe('<script>alert(1)</script> "quoted" \'single\' &amp;');
    await expect.poll(async () => (await names())[0]).toBe(name);
    expect(await page.locator('img, .lines script').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('has no buttons where no orders are taken', async () => {
    await choose(given.visited.page, 'web/main');
    await expect.poll(() => lit(given.visited.page)).toEqual(RUNNING);
    expect(await given.visited.page.locator('.actions').count()).toBe(0);
  });
});

describe.skipIf(!hasBrowser)('orders from the page', () => {
  test('need the token once, are carried out, and say why where they are not', async () => {
    const browser = await launch();
    const visited = await visit(browser, scene(), { acts: true });
    const { page, server } = visited;
    await choose(page, 'web/main');
    const give = async (token: string) => {
      await page.getByRole('textbox', { name: 'Token' }).fill(token);
      await page.getByRole('button', { name: 'Go on' }).click();
    };
    const down = page.getByRole('button', { name: 'Down', exact: true });
    await page.getByRole('button', { name: 'Give orders' }).click();
    expect(await down.count()).toBe(0);
    await give('wrong');
    await down.click();
    await page.getByText('The token was not accepted.').waitFor();
    expect(await down.count()).toBe(0);
    await give(TOKEN);
    await down.click();
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
