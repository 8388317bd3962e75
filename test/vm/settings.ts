/** What was asked for. */
export type Settings = {
  /** Megabytes that the machine has. */
  readonly memory: number;
  /** The folder that takes what the command has written to `/out`; undefined: none. */
  readonly out: string | undefined;
  readonly command: readonly [program: string, ...args: string[]];
};

export const USAGE = `usage: npm run vm -- [--memory MB] [--out DIR] COMMAND [ARGUMENT ...]
  --memory MB  what the machine has (14336)
  --out DIR    takes what COMMAND has written to /out
COMMAND runs as root in a copy of this folder, with its Node first in PATH`;

const MEMORY = 14_336;

const megabytes = (text: string | undefined): number => {
  if (!/^[1-9]\d*$/.test(text ?? '')) throw new Error(`--memory wants a number of megabytes, not ${text ?? 'nothing'}`);
  return Number(text);
};

const folder = (text: string | undefined): string => {
  if (!text) throw new Error('--out wants a folder');
  return text;
};

/**
 * Reads the options before the command; what follows it is its own.
 *
 * @throws what is wrong with the arguments, in words.
 */
export const settingsOf = (args: readonly string[]): Settings => {
  let [memory, out, rest]: [number, string | undefined, readonly string[]] = [MEMORY, undefined, args];
  for (; rest[0]?.startsWith('-'); rest = rest.slice(2)) {
    const [name, value] = rest;
    if (name === '--memory') memory = megabytes(value);
    else if (name === '--out') out = folder(value);
    else throw new Error(`unknown option ${name}`);
  }
  const [program, ...own] = rest;
  if (program === undefined) throw new Error('which command?');
  return { memory, out, command: [program, ...own] };
};
