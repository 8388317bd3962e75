import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type RolldownOptions } from 'rolldown';

/** One file of `runtime/` a program; the launcher of that name lands in `dist/bin`. */
const programs = readdirSync(new URL('runtime/programs', import.meta.url), 'utf8').map((file) =>
  file.replace('.ts', ''),
);

/** Programs that are another one under a name of their own. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  chpst: ['setuidgid', 'envuidgid', 'envdir', 'pgrphack', 'setlock', 'softlimit'],
};

/** Writes `dist/bin/NAME`: the same few lines of shell for every program, which find a Node and the bundle. */
const launchers = (): Plugin => ({
  name: 'launchers',
  writeBundle() {
    const template = readFileSync(new URL('runtime/launcher.sh', import.meta.url), 'utf8');
    mkdirSync('dist/bin', { recursive: true });
    copyFileSync(new URL('runtime/front.sh', import.meta.url), 'dist/lib/front.sh');
    for (const program of programs) {
      for (const name of [program, ...(aliases[program] ?? [])]) {
        writeFileSync(`dist/bin/${name}`, template.replaceAll('@PROGRAM@', program));
        chmodSync(`dist/bin/${name}`, 0o755);
      }
    }
  },
});

/** They live for 50 ms: one file with nothing in it that others need. */
const alone = ['sv', 'chpst'];

/** Where koffi comes from: chpst cannot do without it, and has no time for the whole of it. */
const koffiOf: Readonly<Record<string, string>> = {
  chpst: fileURLToPath(new URL('adapters/koffi-binary.ts', import.meta.url)),
};

const bundle = (names: readonly string[], koffi?: string): RolldownOptions => ({
  input: Object.fromEntries(names.map((program) => [program, `runtime/programs/${program}.ts`])),
  platform: 'node',
  external: koffi === undefined ? ['koffi'] : [],
  resolve: { alias: koffi === undefined ? {} : { koffi } },
  // CommonJS starts 8 ms sooner than an ES module.
  output: {
    dir: 'dist/lib',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    // One short file is read 3 ms sooner than two long ones.
    ...(koffi === undefined ? {} : { codeSplitting: false, minify: true }),
  },
  plugins: [launchers()],
});

rmSync('dist/lib', { recursive: true, force: true });
export default defineConfig([
  ...alone.map((program) => bundle([program], koffiOf[program])),
  bundle(programs.filter((program) => !alone.includes(program))),
]);
