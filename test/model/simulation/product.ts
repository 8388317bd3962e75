import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Script } from 'node:vm';
import { type Plugin, rolldown } from 'rolldown';

const ROOT = resolve(import.meta.dirname, '../../..');

/** A change of the product's sources: a text that stands exactly once in a file, and what stands there instead. */
export type Change = { readonly file: string; readonly from: string; readonly to: string };

/** Sizes that no story would come to. */
const SMALLER: readonly Change[] = [
  { file: 'adapters/log-spool.ts', from: 'LONGEST_TAKEN = 1_048_576', to: 'LONGEST_TAKEN = 1500' },
];

/** Whether a change still fits the sources. */
export const fits = ({ file, from }: Change): boolean =>
  readFileSync(resolve(ROOT, file), 'utf8').split(from).length === 2;

const changing = (changes: readonly Change[]): Plugin => ({
  name: 'changing',
  transform(code, id) {
    let changed = code;
    for (const { file, from, to } of changes.filter((one) => id === resolve(ROOT, one.file))) {
      if (changed.split(from).length !== 2) throw new Error(`${file} does not have exactly one: ${from}`);
      changed = changed.replace(from, () => to);
    }
    return changed;
  },
});

/** Names that a program finds in Node, and the simulation puts its own in the place of. */
export const GLOBALS = [
  'require',
  'process',
  'performance',
  'Date',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
] as const;
export type Global = (typeof GLOBALS)[number];

/** Evaluates the product: what `boot.ts` exports. */
export type Product = (globals: Readonly<Record<Global, unknown>>) => typeof import('./boot.ts');

type Factory = (module: { exports: object }, ...globals: unknown[]) => void;

/** Bundles the product as it is in the sources but for {@link SMALLER}, or changed. */
export const loadProduct = async (changes: readonly Change[] = []): Promise<Product> => {
  const build = await rolldown({
    input: resolve(import.meta.dirname, 'boot.ts'),
    platform: 'node',
    external: ['koffi', 'pino', 'execa', /^node:/],
    plugins: [changing([...SMALLER, ...changes])],
    logLevel: 'silent',
  });
  const { output } = await build.generate({ format: 'cjs', codeSplitting: false });
  await build.close();
  const text = `((module, ${GLOBALS.join(', ')}) => { const { exports } = module;\n${output[0].code}\n})`;
  const factory = new Script(text, { filename: 'product.cjs' }).runInThisContext() as Factory;
  return (globals) => {
    const module = { exports: {} };
    factory(module, ...GLOBALS.map((name) => globals[name]));
    return module.exports as typeof import('./boot.ts');
  };
};
