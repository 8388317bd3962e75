import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
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

const LAZY = '\0lazy:';

/** Node's own modules are loaded by the program that uses them, not by all: together they take 12 ms. */
const lazyBuiltins = (): Plugin => ({
  name: 'lazy builtins',
  resolveId: (source, importer) =>
    isBuiltin(source) && source !== 'node:sea' && !importer?.startsWith(LAZY) ? `${LAZY}${source}` : null,
  load: (id) => (id.startsWith(LAZY) ? `module.exports = require(${JSON.stringify(id.slice(LAZY.length))});` : null),
});

const pageAssets = (): Record<string, string> => {
  const page = join(ROOT, 'dist/page');
  const files = readdirSync(page, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => join(parentPath, name)).map((path) => [`page${path.slice(page.length)}`, path]),
  );
};

const koffi = join(ROOT, `node_modules/@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`);

const POSTJECT = join(ROOT, 'node_modules/postject/dist/cli.js');
const EXECUTABLE = join(OUT, 'runstate');
/** What Node's executable has where none is put into it, as its documentation gives it. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const seaConfig = {
  main: BUNDLE,
  output: join(OUT, 'runstate.blob'),
  disableExperimentalSEAWarning: true,
  // Compiled beforehand: half of the time to start is saved.
  useCodeCache: true,
  // As the launcher has them for what runs for months; that of runsvdir alone is not for all. execve(2) is an experiment of Node's, which warns.
  execArgv: ['--disable-sigusr1', '--max-semi-space-size=1', '--expose-gc', '--disable-warning=ExperimentalWarning'],
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
    execFileSync(process.execPath, [...seaConfig.execArgv, '--experimental-sea-config', config], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    copyFileSync(process.execPath, `${EXECUTABLE}.new`);
    // It warns of names of sections that Node's own executable lacks: heard only where it fails.
    const resource = ['NODE_SEA_BLOB', seaConfig.output, '--sentinel-fuse', FUSE];
    execFileSync(process.execPath, [POSTJECT, `${EXECUTABLE}.new`, ...resource], { stdio: 'pipe' });
    renameSync(`${EXECUTABLE}.new`, EXECUTABLE);
    for (const made of [config, seaConfig.output, BUNDLE]) rmSync(made);
  },
});

mkdirSync(OUT, { recursive: true });
export default defineConfig({
  input: join(ROOT, 'runtime/binary/main.ts'),
  platform: 'node',
  // Most of the time is Node's, making the executable.
  checks: { pluginTimings: false },
  resolve: { alias: { koffi: join(ROOT, 'adapters/koffi-embedded.ts') } },
  moduleTypes: { '.sh': 'text' },
  output: { file: BUNDLE, format: 'cjs', codeSplitting: false, minify: true },
  plugins: [lazyBuiltins(), exchange(), executable()],
});
