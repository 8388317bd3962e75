import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { choose, hasBrowser, launch, leave, namesIn, nextFlash, visit } from './support/browser.ts';
import { faintMarks, faintWords } from './support/contrast.ts';
import { scene } from './support/scene.ts';

describe.skipIf(!hasBrowser)('the page for everybody', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  test('is used by the keyboard alone, and says what it shows', async () => {
    const visited = await visit(browser, scene());
    const { page } = visited;
    await page.keyboard.press('/');
    await page.keyboard.type('we');
    await page.keyboard.press('ArrowDown');
    const label = () => page.getByRole('option', { selected: true }).getAttribute('aria-label');
    await expect.poll(label).toMatch(/^web, running, for /);
    await page.keyboard.press('ArrowDown');
    await expect.poll(label).toMatch(/^web, its log, running/);
    expect(await page.getByRole('listbox').getAttribute('aria-activedescendant')).toBe(
      await page.getByRole('option', { selected: true }).getAttribute('id'),
    );
    await page
      .getByRole('img', { name: 'Statechart of service, now in running (orders.attending, killing.attending)' })
      .waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => namesIn(page)).toHaveLength(8);
    await page.keyboard.press('f');
    await page.locator('.canvas.fits').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.overview').waitFor();
    await leave(visited);
  });

  test('has the focus seen wherever the Tab key leads, and no list to be tabbed through', async () => {
    const visited = await visit(browser, scene(), { acts: true });
    const { page } = visited;
    await choose(page, 'crasher/main');
    await page.locator('.home').focus();
    const stops: string[] = [];
    const unseen: string[] = [];
    for (let times = 0; times < 40; times++) {
      await page.keyboard.press('Tab');
      const { name, isSeen } = await page.evaluate(() => {
        const one = document.activeElement as HTMLElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(one.querySelector('[aria-selected=true]') ?? one);
        const name = one.getAttribute('aria-label') ?? one.textContent!.trim();
        return { name: one === document.body ? '' : name, isSeen: outlineStyle !== 'none' && outlineWidth !== '0px' };
      });
      if (name === '') break;
      stops.push(name);
      if (!isSeen) unseen.push(name);
    }
    expect(unseen).toEqual([]);
    expect(stops).toEqual([
      ...['8 all', '7 running', '0 starting', '0 finishing', '1 backoff', '0 down'].map(() => expect.any(String)),
      'Search services',
      'Services',
      ...['scanner', 'crasher', 'main', 'log'],
      'Fit',
      'Chart of service',
      ...['One step back', 'Play', 'Position in the history', 'Live', 'Export', 'Import'],
      'Give orders…',
      'Context',
      expect.stringContaining('there is no finish'),
      'Last lines',
    ]);
    await page.locator('.history button[tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.evaluate(() => document.activeElement!.getAttribute('aria-current'))).toBe('step');
    await leave(visited);
  });

  test.each(['light', 'dark'] as const)('has words and marks that stand out, %s', async (colorScheme) => {
    const visited = await visit(browser, scene(), { colorScheme, acts: true, reducedMotion: 'reduce' });
    const { page, server } = visited;
    expect(await page.evaluate(faintWords)).toEqual([]);
    await choose(page, 'crasher/main');
    await page.keyboard.press('ArrowLeft');
    await page.locator('.marked').first().waitFor();
    await page.locator('.context[open]').waitFor();
    server.close();
    await page.locator('.banner.bad').waitFor();
    expect(await page.evaluate(faintWords)).toEqual([]);
    expect(await page.evaluate(faintMarks)).toEqual([]);
    await leave(visited);
  });

  test('fits a telephone, and moves nothing where no motion is wanted', async () => {
    const viewport = { width: 390, height: 844 };
    const supervisor = scene();
    supervisor.supervise(`a-name-${'that-is-very-long-'.repeat(8)}`);
    const visited = await visit(browser, supervisor, { viewport, reducedMotion: 'reduce' });
    const { page } = visited;
    const isWithin = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    expect(await isWithin()).toBe(true);
    await page.locator('[data-actor="web/main"]').click();
    await page.locator('.canvas').waitFor();
    expect(await isWithin()).toBe(true);
    await page.locator('.history li').first().waitFor({ state: 'attached' });
    const flash = await nextFlash(page);
    supervisor.letter('web/main', 'd');
    expect(await flash()).toBe(0);
    await page.getByRole('button', { name: 'details' }).click();
    await page.locator('.history li').first().waitFor();
    expect(await isWithin()).toBe(true);
    await leave(visited);
  });
});
