import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

export type Settings = {
  readonly minutes: number;
  readonly services: number;
  /** Services that are killed each second. */
  readonly crashes: number;
  readonly seed: number;
  /** File of the plot. */
  readonly svg: string;
  /** File of the figures; undefined: none. */
  readonly json: string | undefined;
  /** File of the figures of an earlier run, which are told instead of those of a new one. */
  readonly from: string | undefined;
};

export const USAGE = `usage: npm run soak -- [option ...]
  --minutes N   how long (10); from 3 on there is a verdict
  --services N  services (200); from the 201st on they do nothing until they are killed
  --crashes N   services killed each second (1)
  --seed N      of crashes and letters
  --svg FILE    where the plot goes (runstate-soak.svg among temporary files)
  --json FILE   every figure
  --from FILE   such figures, judged and drawn again`;

const options = {
  minutes: { type: 'string', default: '10' },
  services: { type: 'string', default: '200' },
  crashes: { type: 'string', default: '1' },
  seed: { type: 'string' },
  svg: { type: 'string', default: join(tmpdir(), 'runstate-soak.svg') },
  json: { type: 'string' },
  from: { type: 'string' },
} as const;

/** Fewer would not be of every kind. */
const FEWEST = 10;

const numberFrom = (least: number, name: string, text: string): number => {
  const value = Number(text);
  if (!(value >= least)) throw new Error(`--${name} wants a number from ${least} on, not ${JSON.stringify(text)}`);
  return value;
};

/** @throws what is wrong with the arguments, in words. */
export const settingsOf = (args: readonly string[]): Settings => {
  const { values } = parseArgs({ args: [...args], options });
  return {
    minutes: numberFrom(0.1, 'minutes', values.minutes),
    services: Math.floor(numberFrom(FEWEST, 'services', values.services)),
    crashes: numberFrom(0.1, 'crashes', values.crashes),
    seed: numberFrom(0, 'seed', values.seed ?? `${Math.floor(Math.random() * 2 ** 31)}`),
    svg: values.svg,
    json: values.json,
    from: values.from,
  };
};
