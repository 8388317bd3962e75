import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StateMachine } from 'xstate';

const ROOT = resolve(import.meta.dirname, '..');
const LONGEST = 400;

/** What may lie at the top: a new entry is a decision about the house, so it is made here too. */
const TOP = [
  '.ci',
  '.gitignore',
  'CHANGELOG.md',
  'COMPATIBILITY.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'adapters',
  'biome.json',
  'completions',
  'docs',
  'examples',
  'machines',
  'man',
  'manual',
  'package-lock.json',
  'package.json',
  'rolldown.config.ts',
  'runtime',
  'test',
  'tsconfig.json',
  'visualizations',
  'vitest.config.ts',
];
const IGNORED = ['.git', 'node_modules', 'dist', 'coverage'];

const sourcesUnder = (folder: string): string[] => {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !file.includes('node_modules'))
      .map((file) => join(folder, file))
      .sort();
  } catch {
    return [];
  }
};
const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const codeOf = (file: string): string => textOf(file).replace(/\/\*[\s\S]*?\*\/|(?<![:'"])\/\/.*$/gm, '');

/** What a file imports: packages as written, files as paths from the root. */
const importsOf = (file: string): string[] =>
  [...codeOf(file).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*(['"])(.+?)\1/g)].map(([, , from]) =>
    from!.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), from!)) : from!,
  );
const isIn =
  (...folders: string[]) =>
  (from: string) =>
    folders.some((folder) => from.startsWith(folder));
const isPackage = (from: string): boolean =>
  !/^(node:|(adapters|machines|manual|runtime|test|visualizations)\/|\.\.)/.test(from);
const isNode = isIn('node:');
const strays = (file: string, ...allowed: ((from: string) => boolean)[]): string[] =>
  importsOf(file).filter((from) => !allowed.some((allows) => allows(from)));

const machines = sourcesUnder('machines');
const adapters = sourcesUnder('adapters');
const runtime = sourcesUnder('runtime');
const tests = sourcesUnder('test');
const visualizations = sourcesUnder('visualizations');
const manual = sourcesUnder('manual');

describe('imports point one way', () => {
  it.each(machines)('%s imports only xstate and its own folder', (file) => {
    expect(strays(file, isIn('machines/'), (from) => from === 'xstate' || from === 'xstate/graph')).toEqual([]);
  });

  it.each(machines)('%s knows no clock, no timer, no process', (file) => {
    expect(
      codeOf(file).match(
        /\b(Date\.now|new Date|performance|Math\.random|set(Timeout|Interval|Immediate)|process\.\w+|console|Buffer)\b/g,
      ),
    ).toBeNull();
  });

  it.each(adapters)('%s imports Node, packages, ports, rules and adapters', (file) => {
    const contract = (from: string) =>
      ['machines/ports.ts', 'machines/log-ports.ts', 'machines/init-ports.ts'].includes(from) ||
      from.startsWith('machines/rules/');
    expect(strays(file, isNode, isPackage, contract, isIn('adapters/'))).toEqual([]);
  });

  it.each(runtime)('%s imports nothing above it', (file) => {
    expect(strays(file, isNode, isPackage, isIn('adapters/', 'machines/', 'runtime/'))).toEqual([]);
  });

  it.each(visualizations)('%s imports only machines, the stream and the door', (file) => {
    const stream = (from: string) =>
      from === 'runtime/ui/page-messages.ts' ||
      from.startsWith('runtime/door/') ||
      ['messages', 'connection', 'find-supervisor'].some((name) => from === `runtime/watch/${name}.ts`);
    expect(strays(file, isNode, isPackage, stream, isIn('machines/', 'visualizations/'))).toEqual([]);
  });

  it.each(manual)('%s imports nothing of the programs', (file) => {
    expect(strays(file, isNode, isPackage, isIn('manual/', 'package.json'))).toEqual([]);
  });

  it('only what speaks to the visualizer has to do with XState 4', () => {
    const users = [...machines, ...adapters, ...runtime, ...visualizations].filter(
      (file) =>
        importsOf(file).some((from) => from.startsWith('@xstate/') || from.startsWith('visualizations/xstate-viz/')) &&
        !file.startsWith('visualizations/xstate-viz/'),
    );
    expect(users).toEqual(['visualizations/inspectors/inspect.ts']);
    const versionSeenBy = (folder: string): string =>
      createRequire(join(ROOT, folder, '_'))('xstate/package.json').version;
    expect(['machines', 'visualizations/inspectors', 'test', 'visualizations/xstate-viz'].map(versionSeenBy)).toEqual([
      ...Array(3).fill(expect.stringMatching(/^5\./)),
      expect.stringMatching(/^4\./),
    ]);
  });

  it.each(visualizations.filter((file) => file.startsWith('visualizations/page/')))(
    '%s takes into the browser no Node, no machine, no layout',
    (file) => {
      const forbidden = (from: string): boolean =>
        isNode(from) || from.startsWith('elkjs') || from === 'xstate' || from.startsWith('visualizations/chart/layout');
      expect(importsOf(file).filter(forbidden)).toEqual([]);
    },
  );

  it.each([
    ['koffi', 'adapters/libc.ts'],
    ['execa', 'adapters/portable-processes.ts'],
  ])('%s is imported by %s only', (name, owner) => {
    const users = [...machines, ...adapters, ...runtime].filter((file) => importsOf(file).includes(name));
    expect(users).toEqual([owner]);
  });
});

describe('the house', () => {
  it('has only the expected entries at its top', () => {
    const entries = readdirSync(ROOT).filter((name) => !IGNORED.includes(name) && !name.endsWith('.tgz'));
    expect(entries.filter((name) => !TOP.includes(name))).toEqual([]);
  });

  it('has no file too long to be one idea', () => {
    const lengths = [...machines, ...adapters, ...runtime, ...visualizations, ...manual, ...tests].map(
      (file) => [file, textOf(file).split('\n').length - 1] as const,
    );
    expect(lengths.filter(([, lines]) => lines > LONGEST)).toEqual([]);
  });
});

type Node = { readonly path: readonly string[]; readonly config: { after?: object }; readonly states: object };
const nodesOf = (node: Node): Node[] => [
  node,
  ...Object.values(node.states).flatMap((child) => nodesOf(child as Node)),
];

describe.each(machines)('%s', (file) => {
  it('imports without throwing, and its delays are all defined', async () => {
    const exported = Object.values(await import(join(ROOT, file)));
    // A misspelt delay compiles and fires at once.
    for (const machine of exported.filter((value) => value instanceof StateMachine)) {
      const used = nodesOf(machine.root as unknown as Node).flatMap(({ config }) => Object.keys(config.after ?? {}));
      expect(Object.keys(machine.implementations.delays)).toEqual(expect.arrayContaining(used));
    }
  });
});
