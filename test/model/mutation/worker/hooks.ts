import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Graph } from '../graph.ts';
import { ROOT } from '../root.ts';

const BASE = `${pathToFileURL(ROOT)}/`;
const SUITE = new URL('suite.ts', import.meta.url).href;
const ROUND = /\?round=\d+$/;

/** What is loaded in this round: the file that is broken with its text, and whatever leads to it. */
type Round = {
  readonly number: number;
  readonly file: string;
  readonly text: string;
  readonly affected: ReadonlySet<string>;
};
let round: Round | undefined;

const fileOf = (url: string): string | undefined =>
  url.startsWith(BASE) && !url.includes('/node_modules/') ? url.slice(BASE.length).replace(ROUND, '') : undefined;

/**
 * From now on a test file and all between it and the broken source are loaded anew, under an address of this round's;
 * everything else stays as it is loaded already. Tests meet the describe and it of `suite.ts`.
 */
registerHooks({
  resolve: (specifier, context, next) => {
    const parent = context.parentURL === undefined ? undefined : fileOf(context.parentURL);
    if (specifier === 'vitest' && parent !== undefined && context.parentURL !== SUITE)
      return { url: SUITE, shortCircuit: true };
    const resolved = next(specifier, context);
    const file = fileOf(resolved.url);
    if (!round || file === undefined || !round.affected.has(file)) return resolved;
    return { ...resolved, url: `${resolved.url.replace(ROUND, '')}?round=${round.number}` };
  },
  load: (url, context, next) => {
    if (!round || fileOf(url) !== round.file || !ROUND.test(url)) return next(url, context);
    return { format: 'module-typescript', source: round.text, shortCircuit: true };
  },
});

let rounds = 0;

/** Begins a round with this text in the place of a file's. */
export const beginRound = (graph: Graph, file: string, text: string): void => {
  round = { number: rounds++, file, text, affected: new Set([file, ...graph.usersOf(file)]) };
};

/** Loads a test file as this round has it. */
export const loadTest = (file: string): Promise<unknown> =>
  import(`${pathToFileURL(join(ROOT, file))}?round=${round!.number}`);
