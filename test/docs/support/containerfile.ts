import { readFileSync } from 'node:fs';

/** One line of a Containerfile: `COPY`, and its words. */
export type Instruction = { readonly name: string; readonly text: string };

/** What the last stage of a Containerfile says, of what is used here. */
export type Image = {
  readonly base: string;
  /** `from`: a stage; undefined: the directory that is built from. */
  readonly copies: readonly { readonly from: string | undefined; readonly source: string; readonly target: string }[];
  readonly environment: Readonly<Record<string, string>>;
  /** ENTRYPOINT and CMD, as one command line. */
  readonly command: readonly string[];
  readonly stopSignal: string;
};

const instructionsOf = (text: string): Instruction[] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ name: line.slice(0, line.indexOf(' ')), text: line.slice(line.indexOf(' ') + 1) }));

const copyOf = (text: string): Image['copies'][number] => {
  const [, from, source, target] = /^(?:--from=(\S+) )?(\S+) (\S+)$/.exec(text)!;
  return { from, source: source!, target: target! };
};

/** Reads a Containerfile; what is not understood is an error, as it would not be tried. */
export const readContainerfile = (path: string): Image => {
  const all = instructionsOf(readFileSync(path, 'utf8'));
  const last = all.slice(all.findLastIndex(({ name }) => name === 'FROM'));
  const known = ['FROM', 'COPY', 'ENV', 'STOPSIGNAL', 'ENTRYPOINT', 'CMD'];
  const strange = last.find(({ name }) => !known.includes(name));
  if (strange) throw new Error(`${strange.name} ${strange.text} is not tried`);
  const texts = (name: string): string[] => last.filter((each) => each.name === name).map(({ text }) => text);
  const words = (name: string): string[] => texts(name).flatMap((text) => JSON.parse(text) as string[]);
  return {
    base: texts('FROM')[0]!,
    copies: texts('COPY').map(copyOf),
    environment: Object.fromEntries(texts('ENV').map((text) => text.split('=') as [string, string])),
    command: [...words('ENTRYPOINT'), ...words('CMD')],
    stopSignal: texts('STOPSIGNAL')[0]!,
  };
};
