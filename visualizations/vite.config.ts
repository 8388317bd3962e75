import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { layOut } from './chart/layout.ts';
import { drawnMachines } from './chart/machines.ts';
import { chartOf } from './chart/model.ts';

const CHARTS = 'virtual:charts';

/** Charts are placed while the page is built: it needs their places, not the program that finds them (nor its licence). */
const charts = (): Plugin => ({
  name: 'charts',
  resolveId: (id) => (id === CHARTS ? `\0${CHARTS}` : undefined),
  async load(id) {
    if (id !== `\0${CHARTS}`) return undefined;
    const all = await Promise.all(
      drawnMachines.map(chartOf).map(async (chart) => [chart.machine, { chart, laid: await layOut(chart) }] as const),
    );
    return `export default JSON.parse(${JSON.stringify(JSON.stringify(Object.fromEntries(all)))})`;
  },
});

export default defineConfig({
  root: fileURLToPath(new URL('page', import.meta.url)),
  // Served under whatever path; nothing inline, so that a strict Content-Security-Policy holds.
  base: './',
  publicDir: 'static',
  plugins: [charts()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../dist/page', import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    target: 'es2023',
  },
});
