import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

export type Settings = {
  readonly minutes: number;
  readonly services: number;
  readonly seed: number;
  /** File of the plot. */
  readonly svg: string;
  /** File of the figures; undefined: none. */
  readonly json: string | undefined;
};

export const USAGE = `usage: npm run soak -- [option ...]
  --minutes N   how long (10); from 3 on there is a verdict
  --services N  services (200)
  --seed N      of crashes and letters
  --svg FILE    where the plot goes (runstate-soak.svg among temporary files)
  --json FILE   every figure`;

const options = {
  minutes: { type: 'string', default: '10' },
  services: { type: 'string', default: '200' },
  seed: { type: 'string' },
  svg: { type: 'string', default: join(tmpdir(), 'runstate-soak.svg') },
  json: { type: 'string' },
} as const;

/** Fewer would not be of every kind. */
const FEWEST = 10;

const from = (least: number, name: string, text: string): number => {
  const value = Number(text);
  if (!(value >= least)) throw new Error(`--${name} wants a number from ${least} on, not ${JSON.stringify(text)}`);
  return value;
};

/** @throws what is wrong with the arguments, in words. */
export const settingsOf = (args: readonly string[]): Settings => {
  const { values } = parseArgs({ args: [...args], options });
  return {
    minutes: from(0.1, 'minutes', values.minutes),
    services: Math.floor(from(FEWEST, 'services', values.services)),
    seed: from(0, 'seed', values.seed ?? `${Math.floor(Math.random() * 2 ** 31)}`),
    svg: values.svg,
    json: values.json,
  };
};
