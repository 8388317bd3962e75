import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
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

export const visit = async (browser: Browser, supervisor: FakeSupervisor, acts = false): Promise<Visit> => {
  const server = new FakeServer(supervisor, acts);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
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

/** What is lit in the chart, outermost first. */
export const lit = (page: Page): Promise<(string | undefined)[]> =>
  page
    .locator('.state.lit')
    .evaluateAll((all) => all.map((one) => (one as unknown as { dataset: { state?: string } }).dataset.state));

/** Chooses a service by its row. */
export const choose = async (page: Page, actor: string): Promise<void> => {
  await page.locator(`[data-actor="${actor}"]`).click();
  await page.locator('.history li').first().waitFor();
};
