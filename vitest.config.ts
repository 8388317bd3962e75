import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 90_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Conformance scenarios spend their time waiting for runit's one-second pause.
    maxConcurrency: 8,
    globalSetup: ['test/conformance/support/summary.ts'],
  },
});
