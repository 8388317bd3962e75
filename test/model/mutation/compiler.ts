import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brokenText, type Mutant } from './mutant.ts';
import { ROOT } from './root.ts';

/** A mutant lies beside the file that it was made from, so that its imports lead to the same places. */
const nameOf = ({ file }: Mutant, index: number): string => file.replace(/\.ts$/, `.mutant${index}.ts`);

const messages = (directory: string): string => {
  try {
    return execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', directory], {
      encoding: 'utf8',
    });
  } catch (error) {
    return (error as { stdout?: string }).stdout ?? '';
  }
};

/** Those of the mutants that do not even compile. All are shown to the compiler at once. */
export const refusedByCompiler = (mutants: readonly Mutant[]): Set<Mutant> => {
  const directory = mkdtempSync(join(tmpdir(), 'runstate-mutants-'));
  try {
    cpSync(join(ROOT, 'machines'), join(directory, 'machines'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(directory, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
    const config = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')) as object;
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ ...config, include: ['machines'] }));
    for (const [index, mutant] of mutants.entries())
      writeFileSync(
        join(directory, nameOf(mutant, index)),
        brokenText(readFileSync(join(ROOT, mutant.file), 'utf8'), mutant),
      );
    const said = messages(directory);
    return new Set(mutants.filter((mutant, index) => said.includes(`${nameOf(mutant, index)}(`)));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
