import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type RolldownOptions } from 'rolldown';
import { NAMES, PROGRAMS, programOf } from './runtime/program-names.ts';

const textOf = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

/** Writes `dist/bin/NAME`: the same few lines of shell for every program, which find a Node and the bundle. */
const launchers = (): Plugin => ({
  name: 'launchers',
  writeBundle() {
    const template = `${textOf('runtime/launcher.sh')}\n${textOf('runtime/start-node.sh')}`;
    mkdirSync('dist/bin', { recursive: true });
    copyFileSync(new URL('runtime/front.sh', import.meta.url), 'dist/lib/front.sh');
    for (const name of NAMES) {
      writeFileSync(`dist/bin/${name}`, template.replaceAll('@PROGRAM@', programOf(name)!));
      chmodSync(`dist/bin/${name}`, 0o755);
    }
  },
});

/** The types of `import 'runstate'`: they are in files of nothing else, so that they are declarations as they stand. */
const declarations = (): Plugin => ({
  name: 'declarations',
  writeBundle() {
    const asDeclaration = (path: string): string => textOf(path).replaceAll(".ts';", ".js';");
    for (const folder of ['embedding', 'watch']) mkdirSync(`dist/lib/types/${folder}`, { recursive: true });
    writeFileSync('dist/lib/types/watch/messages.d.ts', asDeclaration('runtime/watch/messages.ts'));
    const api = `${asDeclaration('runtime/embedding/api.ts')}\nexport declare const supervise: Supervise;\n`;
    writeFileSync('dist/lib/types/embedding/index.d.ts', api);
  },
});

/** They live for 50 ms: one file with nothing in it that others need. */
const alone: readonly string[] = ['sv', 'chpst'];

/** Where koffi comes from: chpst cannot do without it, and has no time for the whole of it. */
const koffiOf: Readonly<Record<string, string>> = {
  chpst: fileURLToPath(new URL('adapters/koffi-binary.ts', import.meta.url)),
};

const inputs = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((program) => [program, `runtime/programs/${program}.ts`]));

const bundle = (input: Record<string, string>, koffi?: string): RolldownOptions => ({
  input,
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
  plugins: [launchers(), declarations()],
});

rmSync('dist/lib', { recursive: true, force: true });
export default defineConfig([
  ...alone.map((program) => bundle(inputs([program]), koffiOf[program])),
  bundle({
    ...inputs(PROGRAMS.filter((program) => !alone.includes(program))),
    index: 'runtime/embedding/index.ts',
  }),
]);
