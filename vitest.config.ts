import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Whoever waits in vain says for what, after a minute at most; these are for what hangs without a word.
    testTimeout: 300_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    // One more than the processors of the smallest machine: the longest files wait more than they work.
    maxWorkers: 3,
    // Conformance scenarios spend their time waiting for runit's one-second pause.
    maxConcurrency: 8,
    globalSetup: ['test/conformance/support/summary.ts'],
  },
});
