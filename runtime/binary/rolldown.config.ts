import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'rolldown';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUT = join(ROOT, 'dist/binary');
const BUNDLE = join(OUT, 'runstate.cjs');

/** Modules that are others in the single executable. */
const exchanged = new Map([[join(ROOT, 'runtime/installation.ts'), join(ROOT, 'runtime/binary/installation.ts')]]);

const exchange = (): Plugin => ({
  name: 'exchange',
  load: (id) => (exchanged.has(id) ? `export * from ${JSON.stringify(exchanged.get(id))};` : null),
});

const pageAssets = (): Record<string, string> => {
  const page = join(ROOT, 'dist/page');
  const files = readdirSync(page, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => join(parentPath, name)).map((path) => [`page${path.slice(page.length)}`, path]),
  );
};

const koffi = join(ROOT, `node_modules/@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`);

const seaConfig = {
  main: BUNDLE,
  output: join(OUT, 'runstate'),
  disableExperimentalSEAWarning: true,
  // Compiled beforehand: half of the time to start is saved.
  useCodeCache: true,
  // As the launcher has them for what runs for months. The native part is put into memory by node:ffi, which warns.
  execArgv: ['--disable-sigusr1', '--max-semi-space-size=1', '--disable-warning=ExperimentalWarning'],
  // NODE_OPTIONS belongs to the services, and so does every argument.
  execArgvExtension: 'none',
  assets: { 'koffi.node': koffi, ...pageAssets() },
};

/** Makes `dist/binary/runstate` of the bundle, with the Node that runs this. */
const executable = (): Plugin => ({
  name: 'executable',
  writeBundle() {
    const config = join(OUT, 'sea.json');
    writeFileSync(config, JSON.stringify(seaConfig));
    execFileSync(process.execPath, ['--build-sea', config], { stdio: ['ignore', 'ignore', 'inherit'] });
    rmSync(config);
    rmSync(BUNDLE);
  },
});

mkdirSync(OUT, { recursive: true });
export default defineConfig({
  input: join(ROOT, 'runtime/binary/main.ts'),
  platform: 'node',
  resolve: { alias: { koffi: join(ROOT, 'adapters/koffi-embedded.ts') } },
  moduleTypes: { '.sh': 'text' },
  output: { file: BUNDLE, format: 'cjs', codeSplitting: false, minify: true },
  plugins: [exchange(), executable()],
});
