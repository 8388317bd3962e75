import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { FakeServer } from './fake-server.ts';
import type { FakeSupervisor } from './fake-supervisor.ts';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Without a browser, the tests that need one are skipped by name. */
export const hasBrowser = existsSync(CHROMIUM);

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

/** Milliseconds that the browser is given: it shares the machine with the other tests. */
export const PATIENCE = 60_000;

/** The page over a supervisor, and everything that went wrong in it. */
export type Visit = { readonly page: Page; readonly server: FakeServer; readonly complaints: string[] };

/** How somebody looks at the page. */
export type Looks = { readonly acts?: boolean } & Pick<
  BrowserContextOptions,
  'colorScheme' | 'viewport' | 'reducedMotion'
>;

const DESK = { width: 1440, height: 900 };

export const visit = async (
  browser: Browser,
  supervisor: FakeSupervisor,
  { acts = false, ...looks }: Looks = {},
): Promise<Visit> => {
  const server = new FakeServer(supervisor, acts);
  const page = await browser.newPage({ viewport: DESK, ...looks });
  page.setDefaultTimeout(PATIENCE);
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  await page.goto(await server.listen());
  await page.getByRole('option').first().waitFor();
  return { page, server, complaints };
};

export const leave = async ({ page, server }: Visit): Promise<void> => {
  await page.close();
  server.close();
};

/** Names in the list, as they are shown. */
export const namesIn = (page: Page): Promise<string[]> => page.getByRole('option').locator('.title').allTextContents();

/** What is lit in the chart, outermost first. */
export const lit = (page: Page): Promise<(string | undefined)[]> =>
  page
    .locator('.state.lit')
    .evaluateAll((all) => all.map((one) => (one as unknown as { dataset: { state?: string } }).dataset.state));

/**
 * How many key frames the animation has by which the next transition is shown in passing. The page itself looks: it may
 * be over before a test that asks now and then has asked.
 */
export const nextFlash = async (page: Page): Promise<() => Promise<number>> => {
  await page.evaluate(() => {
    const kept = window as unknown as { flash: Promise<number> };
    const { animate } = Element.prototype;
    kept.flash = new Promise((done) => {
      Element.prototype.animate = function (frames, options) {
        done((frames as Keyframe[]).length);
        return animate.call(this, frames, options);
      };
    });
  });
  return () => page.evaluate(() => (window as unknown as { flash: Promise<number> }).flash);
};

/** Chooses a service by its row. */
export const choose = async (page: Page, actor: string): Promise<void> => {
  await page.locator(`[data-actor="${actor}"]`).click();
  await page.locator('.history li').first().waitFor();
};
