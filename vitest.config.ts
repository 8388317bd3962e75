import { existsSync } from 'node:fs';
import { configDefaults, defineConfig } from 'vitest/config';

/** Comparing a logger takes a logger. */
const hasLogger = existsSync(`${process.env.RUNSTATE_CONFORMANCE_SUBJECT ?? 'dist/bin'}/svlogd`);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(hasLogger ? [] : ['test/conformance/svlogd*.test.ts'])],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Conformance scenarios spend their time waiting for runit's one-second pause.
    maxConcurrency: 8,
    globalSetup: ['test/conformance/support/summary.ts'],
  },
});
