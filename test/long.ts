import { parseArgs } from 'node:util';
import type { LongPart } from './long-part.ts';
import { properties } from './model/properties/long.ts';
import { simulation } from './model/simulation/long.ts';

/** What there is to run for long: add to it. */
const PARTS: readonly LongPart[] = [simulation, properties];

const MINUTE = 60_000;
const USAGE = `usage: npm run test:long -- [--minutes N] [--only ${PARTS.map(({ name }) => name).join('|')}]\n`;

const asked = (): { readonly minutes: number; readonly parts: readonly LongPart[] } | undefined => {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, only: { type: 'string' } } });
  const parts = PARTS.filter(({ name }) => values.only === undefined || name === values.only);
  const minutes = Number(values.minutes);
  return minutes > 0 && parts.length > 0 ? { minutes, parts } : undefined;
};

const request = asked();
if (!request) {
  process.stderr.write(USAGE);
  process.exit(100);
}
const say = (text: string): void => void process.stdout.write(`${text}\n`);
let failures = 0;
for (const { run } of request.parts)
  failures += await run(performance.now() + (request.minutes * MINUTE) / request.parts.length, say);
say(`${failures} failures`);
process.exitCode = failures === 0 ? 0 : 1;
