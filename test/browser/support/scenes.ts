import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launch, leave, type Visit, visit } from './browser.ts';
import type { FakeSupervisor } from './fake-supervisor.ts';
import { scene } from './scene.ts';

/** What is lit while a service runs and nothing is asked of it. */
export const RUNNING = [
  '',
  'running',
  'running.orders',
  'running.orders.attending',
  'running.killing',
  'running.killing.attending',
];

/** Each test of a suite has the page open, in one browser, over a supervisor with the services of the scene. */
export const sceneForEach = (): { readonly visited: Visit; readonly supervisor: FakeSupervisor } => {
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
  return {
    get visited() {
      return visited;
    },
    get supervisor() {
      return supervisor;
    },
  };
};
