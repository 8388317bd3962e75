import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

/** Takes the pictures of the page that the README shows: the real page, over a runsvdir that runs the examples. */

const HOME = fileURLToPath(new URL('..', import.meta.url));
const BIN = join(HOME, 'dist/bin');
const SERVICE = 'chatty';

const begin = (program: string, args: readonly string[], run: string): ChildProcess =>
  spawn(join(BIN, program), args, {
    env: { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH}`, RUNSTATE_RUN: run },
    stdio: ['ignore', 'pipe', 'ignore'],
  });

/** Waits until the page's server says where it is. */
const addressFrom = async (server: ChildProcess): Promise<string> => {
  let said = '';
  for await (const chunk of server.stdout!) {
    said += chunk;
    const [, address] = /is at (\S+)\n/.exec(said) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('the page is not served');
};

const shoot = async (browser: Browser, address: string, colorScheme: 'light' | 'dark'): Promise<void> => {
  const viewport = { width: 1280, height: 800 };
  const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
  page.setDefaultTimeout(60_000);
  await page.goto(address);
  await page.locator(`[data-actor="${SERVICE}/main"]`).click();
  await page.locator('.state.lit[data-state="running"]').waitFor();
  await page.locator('.lines p:not(.nothing)').first().waitFor();
  await page.screenshot({ path: fileURLToPath(new URL(`shots/page-${colorScheme}.png`, import.meta.url)) });
  await page.close();
};

const root = mkdtempSync(join(tmpdir(), 'runstate-shoot-'));
const services = join(root, 'services');
cpSync(join(HOME, 'examples'), services, { recursive: true });
// It ignores TERM, and would keep its supervisor from ending.
rmSync(join(services, 'stubborn'), { recursive: true });
const supervisor = begin('runsvdir', [services], join(root, 'run'));
const server = begin('runstate', ['ui', '--listen', '127.0.0.1:0', '--directory', services], join(root, 'run'));
try {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const address = await addressFrom(server);
  for (const colorScheme of ['light', 'dark'] as const) await shoot(browser, address, colorScheme);
  await browser.close();
} finally {
  server.kill('SIGTERM');
  // HUP: with its services
  supervisor.kill('SIGHUP');
  await new Promise((settle) => supervisor.once('exit', settle));
  rmSync(root, { recursive: true, force: true, maxRetries: 3 });
}
