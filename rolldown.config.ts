import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { defineConfig, type Plugin, type RolldownOptions } from 'rolldown';

/** One file of `runtime/` a program; the launcher of that name lands in `dist/bin`. */
const programs = readdirSync(new URL('runtime/programs', import.meta.url), 'utf8').map((file) =>
  file.replace('.ts', ''),
);

/** Writes `dist/bin/NAME`: the same few lines of shell for every program, which find a Node and the bundle. */
const launchers = (): Plugin => ({
  name: 'launchers',
  writeBundle() {
    const template = readFileSync(new URL('runtime/launcher.sh', import.meta.url), 'utf8');
    mkdirSync('dist/bin', { recursive: true });
    for (const program of programs) {
      writeFileSync(`dist/bin/${program}`, template.replaceAll('@PROGRAM@', program));
      chmodSync(`dist/bin/${program}`, 0o755);
    }
  },
});

/** `sv` lives for 50 ms: one file with nothing in it that others need. */
const alone = ['sv'];

const bundle = (names: readonly string[]): RolldownOptions => ({
  input: Object.fromEntries(names.map((program) => [program, `runtime/programs/${program}.ts`])),
  platform: 'node',
  external: ['koffi'],
  // CommonJS starts 8 ms sooner than an ES module.
  output: { dir: 'dist/lib', format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
  plugins: [launchers()],
});

rmSync('dist/lib', { recursive: true, force: true });
export default defineConfig([bundle(alone), bundle(programs.filter((program) => !alone.includes(program)))]);
