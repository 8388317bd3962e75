import { spawn } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WatchLab } from '../runtime/watch/support/watch-lab.ts';
import { program } from '../support/temporary.ts';
import { until } from '../support/until.ts';
import { choose, hasBrowser, launch, lit, PATIENCE } from './support/browser.ts';

const RUNSTATE = resolve(import.meta.dirname, '../../dist/bin/runstate');
const CRASHES = '#!/bin/sh\necho $$ >>pids\nexit 7\n';
const LOGS = '#!/bin/sh\necho $$ >>pids\necho "<b>up</b>"\nexec sleep 3600 </dev/null\n';
/** Works on a rotated log until it may end, a minute at most. */
const PROCESSOR = '!i=0; until test -e go || test $i -gt 600; do sleep 0.1; i=$((i+1)); done; cat\n';

describe.skipIf(!hasBrowser)('the page over a real runsvdir, in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  /** A page on three services: `web` with a hosted logger, `db`, and one that crashes. */
  const open = async (): Promise<{ lab: WatchLab; page: Page; complaints: string[]; token: string }> => {
    const lab = new WatchLab();
    lab.define('web', LOGS);
    program(join(lab.home('web'), 'log/run'), '#!/bin/sh\nexec svlogd ./main\n');
    mkdirSync(join(lab.home('web'), 'log/main'));
    writeFileSync(join(lab.home('web'), 'log/main/config'), PROCESSOR);
    lab.define('crasher', CRASHES);
    for (const name of ['web', 'crasher']) lab.link(name);
    lab.add('db');
    lab.start();
    await lab.running('db');
    const words = ['ui', '--act', '--listen', '127.0.0.1:0', '--directory', lab.services];
    const ui = spawn(RUNSTATE, words, { env: lab.environment, stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void ui.kill('SIGKILL'));
    let said = '';
    ui.stdout.on('data', (chunk) => {
      said += chunk;
    });
    const found = await until('the page is served', () => /at ((http:\S+?)#token=(\S+))\n/.exec(said) ?? undefined);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(PATIENCE);
    onTestFinished(() => page.close());
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(found[2]!);
    await page.getByRole('option').first().waitFor();
    return { lab, page, complaints, token: found[3]! };
  };

  test('shows its services, and a state that sv has changed', async () => {
    const { lab, page, complaints } = await open();
    const names = await page.getByRole('option').locator('.title').allTextContents();
    expect(names).toEqual(['crasher', 'db', 'web', 'weblog']);
    await choose(page, 'db/main');
    expect(await lit(page)).toContain('running');
    lab.control('db', 'd');
    await expect.poll(() => lit(page)).toEqual(['', 'down']);
    lab.control('db', 'u');
    await expect.poll(() => lit(page)).toContain('running.orders.attending');
    expect(complaints).toEqual([]);
  });

  test('tells why a service is in the pause before it is tried again', async () => {
    const { page } = await open();
    await choose(page, 'crasher/main');
    const told = () => page.locator('.history li').allTextContents();
    await expect.poll(async () => (await told()).some((text) => text.includes('run exited with 7'))).toBe(true);
    await expect.poll(async () => (await told()).some((text) => text.includes('the pause of 1 s is over'))).toBe(true);
    await expect.poll(() => lit(page)).toContain('backoff');
  });

  test('shows the chart of a hosted logger and of its directory, and the states of a rotation', async () => {
    const { lab, page, complaints } = await open();
    const main = join(lab.home('web'), 'log/main');
    await until('the line is written', () => statSync(join(main, 'current')).size > 0);
    await choose(page, 'web/log');
    const relative = (name: string) => page.locator('.family').getByRole('button', { name, exact: true });
    await relative('svlogd').click();
    await page.locator('[data-machine=svlogd]').waitFor();
    await relative('./main').click();
    await page.locator('[data-machine=log-directory]').waitFor();
    await expect.poll(() => lit(page)).toEqual(expect.arrayContaining(['log.writing', 'processor.idle']));
    writeFileSync(join(lab.home('web'), 'log/supervise/control'), 'a');
    await expect.poll(() => lit(page)).toEqual(expect.arrayContaining(['log.writing', 'processor.processing.running']));
    writeFileSync(join(main, 'go'), '');
    await expect.poll(() => lit(page)).toEqual(expect.arrayContaining(['log.writing', 'processor.idle']));
    const told = await page.locator('.history li .change').allTextContents();
    expect(
      told
        .filter((change) => change.startsWith('log: '))
        .toReversed()
        .slice(0, 3),
    ).toEqual([
      'log: opening → writing',
      'log: writing → rotating',
      'log: rotating → pruning, processor: idle → processing.running',
    ]);
    expect(complaints).toEqual([]);
  });

  test('shows the end of a log as text, to who has the token', async () => {
    const { page, token } = await open();
    await choose(page, 'web/log');
    await expect.poll(() => page.getByRole('log').innerText()).toContain('not everybody on this machine may read this');
    await page.goto(`${page.url()}#token=${token}`);
    await page.reload();
    await page.getByRole('option').first().waitFor();
    await choose(page, 'web/log');
    await expect.poll(() => page.locator('body').innerText()).toContain('<b>up</b>');
  });

  test('gives orders by its buttons, with the token of the address', async () => {
    const { lab, page, token } = await open();
    await page.goto(`${page.url()}#token=${token}`);
    await page.reload();
    await page.getByRole('option').first().waitFor();
    await choose(page, 'db/main');
    await page.getByRole('button', { name: 'Down', exact: true }).click();
    await until('db is down', () => lab.stat('db') === 'down');
    await expect.poll(() => lit(page)).toEqual(['', 'down']);
    expect(page.url()).not.toContain(token);
    await choose(page, 'web/log');
    await page.getByRole('button', { name: 'Restart', exact: true }).click();
    await expect.poll(() => page.locator('.history').textContent()).toContain('sv term');
  });
});
