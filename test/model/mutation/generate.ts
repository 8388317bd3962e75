import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Place, placesOf } from './ast.ts';
import { type Break, type Mutant, mutantsOf } from './mutant.ts';
import { callOperators } from './operators/calls.ts';
import { chartOperators } from './operators/chart.ts';
import { dataOperators } from './operators/data.ts';
import { flowOperators } from './operators/flow.ts';
import { logicOperators } from './operators/logic.ts';
import { ROOT } from './root.ts';

type Operator = (place: Place) => Break[];
const OPERATORS: readonly Operator[] = [
  ...chartOperators,
  ...logicOperators,
  ...callOperators,
  ...dataOperators,
  ...flowOperators,
];

/** Every way in which the operators can break a source. */
export const mutantsIn = (file: string, text: string): Mutant[] =>
  mutantsOf(
    file,
    text,
    placesOf(file, text).flatMap((place) => OPERATORS.flatMap((operator) => operator(place))),
  );

/** Tables of words that programs say, which decide nothing: they are compared with runit's own in `conformance/`. */
const WORDS = ['machines/rules/errno-text.ts', 'machines/rules/chpst/usage.ts'];

/** The sources that decide: what machines and rules are made of. */
export const sources = (): string[] =>
  readdirSync(join(ROOT, 'machines'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `machines/${name}`)
    .filter((file) => !WORDS.includes(file))
    .sort();

export const allMutants = (files: readonly string[] = sources()): Mutant[] =>
  files.flatMap((file) => mutantsIn(file, readFileSync(join(ROOT, file), 'utf8')));
