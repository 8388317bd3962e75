import { parseArgs } from 'node:util';

export type Settings = {
  /** Names of parts; none: all of them. */
  readonly parts: readonly string[];
  /** Only the cases whose name has this in it. */
  readonly only: string;
  /** Only the contenders whose name has this in it, or one of several texts between commas. */
  readonly contender: string;
  readonly rounds: number;
  /** What sizes and counts are multiplied with. */
  readonly scale: number;
  /** The longest inputs too. */
  readonly long: boolean;
  readonly list: boolean;
  readonly json: string | undefined;
  /** Whether the figures go to those that are kept, and the table of all that are kept to the README. */
  readonly readme: boolean;
};

export const USAGE = `usage: npm run bench -- [PART ...] [option ...]
  --only TEXT       only the cases whose name has TEXT in it
  --contender TEXT  only the contenders whose name has TEXT in it; several texts with commas
  --rounds N        rounds of each case, contenders taking turns (5)
  --scale X         multiply sizes and counts with X (1)
  --quick           the same as --rounds 3 --scale 0.05
  --long            the longest inputs too
  --json FILE       write every figure to FILE
  --readme          put figures into test/bench/figures.json, and what is promised into the README
  --list            name the parts and their cases`;

const options = {
  only: { type: 'string', default: '' },
  contender: { type: 'string', default: '' },
  rounds: { type: 'string' },
  scale: { type: 'string' },
  quick: { type: 'boolean', default: false },
  long: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  json: { type: 'string' },
  readme: { type: 'boolean', default: false },
} as const;

const positive = (name: string, text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} wants a number above 0, not ${JSON.stringify(text)}`);
  return value;
};

/** @throws what is wrong with the arguments, in words. */
export const settingsOf = (args: readonly string[]): Settings => {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (values.readme && (values.quick || values.scale !== undefined))
    throw new Error('--readme wants figures of full size');
  return {
    parts: positionals,
    only: values.only,
    contender: values.contender,
    rounds: Math.ceil(positive('rounds', values.rounds ?? (values.quick ? '3' : '5'))),
    scale: positive('scale', values.scale ?? (values.quick ? '0.05' : '1')),
    long: values.long,
    list: values.list,
    json: values.json,
    readme: values.readme,
  };
};
