import { existsSync, writeSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { quantile } from 'simple-statistics';
import { sendSignal } from '../../../adapters/send-signal.ts';
import type { Connection } from '../../../runtime/watch/connection.ts';
import { until } from '../../support/until.ts';
import type { Case, Sample } from '../case.ts';
import { start } from '../support/processes.ts';
import { ours } from '../support/programs.ts';
import { sleep } from '../support/sleep.ts';
import { connect, recorded, type Supervised, supervise } from './supervised.ts';

const CHROMIUM = '/usr/bin/chromium';
const SERVICES = 1000;
/** Of these, so many end each second. */
const CRASHERS = 20;
/** The one that is looked at: the first of the list. */
const CHOSEN = 'a';
/** Milliseconds between two letters: over the second that runit leaves between two starts, which is no delay of ours. */
const PACE = 1300;
const PATIENCE = 60_000;

const scripts = (): Map<string, string> =>
  new Map([
    [CHOSEN, 'exec sleep 1000000'],
    ...Array.from({ length: SERVICES - 1 }, (_, index): [string, string] =>
      index < CRASHERS ? [`crash${index}`, 'exit 1'] : [`s${index}`, 'exec sleep 1000000'],
    ),
  ]);

/** The page of its own server, in a browser; the service is chosen and its chart is there. */
const open = async ({ services, run }: Supervised): Promise<{ page: Page; close: () => Promise<void> }> => {
  const port = 20_000 + (process.pid % 20_000);
  const listen = `127.0.0.1:${port}`;
  const server = start([ours('runstate').path, 'ui', '--listen', listen, '--directory', services], {
    variables: { RUNSTATE_RUN: run },
  });
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(PATIENCE);
  await until('the page is served', async () => (await page.goto(`http://${listen}/`)) !== null, PATIENCE);
  await page.locator(`[data-actor="${CHOSEN}/main"]`).click();
  await page.locator('.state.lit[data-state^="running"]').first().waitFor();
  const close = async (): Promise<void> => {
    await browser.close();
    sendSignal(server.pid, 'SIGTERM');
  };
  return { page, close };
};

/**
 * Has the page note when what is lit changes next, after it was painted: milliseconds since the Unix epoch. As text: it
 * is run in the browser.
 */
const WATCH_LIGHTS = `(() => {
  const chart = document.querySelector('.state.lit').closest('svg');
  const lit = () => [...chart.querySelectorAll('.state.lit')].map((one) => one.dataset.state).join();
  const before = lit();
  globalThis.changed = undefined;
  const observer = new MutationObserver(() => {
    if (lit() === before) return;
    observer.disconnect();
    requestAnimationFrame(() => {
      // A message is taken up after the frame that is being made.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        globalThis.changed = performance.timeOrigin + performance.now();
      };
      port2.postMessage(0);
    });
  });
  observer.observe(chart, { attributes: true, subtree: true, attributeFilter: ['class'] });
})()`;

const CHANGED = 'globalThis.changed ?? null';

/** Milliseconds from a letter until the page shows another state, letter after letter. */
const lettersToScreen = async (page: Page, fd: number, count: number): Promise<number[]> => {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    await page.evaluate(WATCH_LIGHTS);
    const sent = performance.timeOrigin + performance.now();
    writeSync(fd, index % 2 === 0 ? 'd' : 'u');
    // The page lets no text be run by itself, which is what waiting for a function does.
    const changed = await until(
      'it is shown',
      async () => (await page.evaluate<number | null>(CHANGED)) ?? undefined,
      PATIENCE,
    );
    times.push(changed - sent);
    await sleep(PACE);
  }
  return times;
};

const seen = async (supervised: Supervised, letters: number): Promise<Sample> => {
  const { page, close } = await open(supervised);
  const client = await connect(supervised);
  // The first answer begins the measurement; it is begun anew every ten seconds, so the worst of them is what is told.
  await client.ask({ type: 'load' }, 'load');
  const times = lettersToScreen(page, supervised.control(CHOSEN), letters);
  const p99 = await worst(client, times);
  const all = await times;
  client.close();
  await close();
  return { p99, median: quantile(all, 0.5), p95: quantile(all, 0.95) };
};

/** The event loop's 99th percentile while something lasts: the middle one of what was told each ten seconds. */
const worst = async (client: Connection, lasts: Promise<unknown>): Promise<number> => {
  let isOver = false;
  const over = lasts.finally(() => {
    isOver = true;
  });
  const told: number[] = [];
  while (!isOver) {
    await Promise.race([over, sleep(11_000)]);
    told.push((await client.ask({ type: 'load' }, 'load')).load.loopDelayP99);
  }
  return quantile(told, 0.5);
};

const unseen = async (supervised: Supervised, milliseconds: number): Promise<Sample> => {
  const client = await connect(supervised);
  await client.ask({ type: 'load' }, 'load');
  const p99 = await worst(client, sleep(milliseconds));
  client.close();
  return { p99 };
};

const contender = (name: string, look: (supervised: Supervised) => Promise<Sample>, missing?: string) => ({
  name,
  missing: recorded.runsvdir.missing ?? missing,
  async run() {
    const supervised = await supervise(recorded, scripts());
    const sample = await look(supervised);
    await supervised.end();
    return sample;
  },
});

/** What a page costs that is open, and how soon it shows what happens. */
export const page = (letters: number): Case => ({
  name: `the page: ${SERVICES} services, ${CRASHERS} of which end each second; ${letters} letters to the one looked at`,
  measures: [
    { key: 'p99', title: 'event loop p99 ms' },
    { key: 'median', title: 'letter to screen ms' },
    { key: 'p95', title: 'p95 ms' },
  ],
  rounds: 3,
  contenders: [
    contender('nobody watching', (supervised) => unseen(supervised, letters * PACE)),
    contender(
      'a page open',
      (supervised) => seen(supervised, letters),
      existsSync(CHROMIUM) ? undefined : `no ${CHROMIUM}`,
    ),
  ],
});
