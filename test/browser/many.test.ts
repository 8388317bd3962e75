import { expect, test } from 'vitest';
import { hasBrowser, launch, leave, visit } from './support/browser.ts';
import { scene } from './support/scene.ts';

const SERVICES = 10_000;

test.skipIf(!hasBrowser)('ten thousand services scroll, and are searched, without a stall', async () => {
  const browser = await launch();
  const supervisor = scene();
  supervisor.invent(SERVICES);
  const visited = await visit(browser, supervisor);
  const { page } = visited;
  expect(await page.getByRole('option').count()).toBeLessThan(60);
  await page.waitForTimeout(500);
  const { frames, longest } = await page.evaluate(
    () =>
      new Promise<{ frames: number[]; longest: number }>((done) => {
        const list = document.getElementById('services')!;
        const times: number[] = [];
        let longest = 0;
        new PerformanceObserver((entries) => {
          for (const { duration } of entries.getEntries()) longest = Math.max(longest, duration);
        }).observe({ type: 'longtask' });
        let last = performance.now();
        const next = (now: number): void => {
          times.push(now - last);
          last = now;
          list.scrollTop += 700;
          if (times.length < 120) requestAnimationFrame(next);
          else done({ frames: times, longest });
        };
        requestAnimationFrame(next);
      }),
  );
  frames.sort((one, other) => one - other);
  const [median, p95] = [frames[60]!, frames[114]!];
  console.log(
    `scrolling ${SERVICES} rows: a frame in ${median.toFixed(1)} ms, 95 % within ${p95.toFixed(1)} ms, longest task ${longest} ms`,
  );
  // How long a frame takes on a machine that does other things as well proves nothing: it is told, not judged.
  expect(frames.length).toBe(120);
  const searched = await page.evaluate(async () => {
    const input = document.getElementById('search') as HTMLInputElement;
    const began = performance.now();
    input.value = 'svc-9999';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    while (document.querySelectorAll('[role=option]').length !== 1) await new Promise(requestAnimationFrame);
    return performance.now() - began;
  });
  console.log(`searching them: ${searched.toFixed(1)} ms`);
  expect(visited.complaints).toEqual([]);
  await leave(visited);
  await browser.close();
});
