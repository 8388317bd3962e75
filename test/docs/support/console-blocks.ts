import { readFileSync } from 'node:fs';

/** What a reader types, and the lines that are to be answered. */
export type Typed = { readonly command: string; readonly answer: readonly string[] };

const typedIn = (block: string): Typed[] =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => part.trimEnd().split('\n'))
    .map(([command, ...answer]) => ({ command: command!, answer }));

/** The blocks of a document that are marked `console`, in their order: behind `$` what is typed, below it the answer. */
export const consoleBlocks = (path: string): Typed[][] =>
  [...readFileSync(path, 'utf8').matchAll(/^```console\n([\s\S]*?)^```/gm)].map(([, block]) => typedIn(block!));
