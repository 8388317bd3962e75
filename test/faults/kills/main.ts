import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median, quantile } from 'simple-statistics';
import { diceOf } from '../../support/dice.ts';
import { killAgainAndAgain } from './run.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    calm: { type: 'boolean', default: false },
    services: { type: 'string', default: '16' },
    seed: { type: 'string', default: `${Math.floor(Math.random() * 2 ** 31)}` },
  },
});
const canTrace = spawnSync('strace', ['-V']).error === undefined;
if (!canTrace) console.log('skipped: kills at system calls need strace');
const mood = values.calm ? 'calm' : 'wild';
const { kills, services, seed } = values;
console.log(
  `npm run test:faults -- --kills ${kills} --services ${services} --seed ${seed}${values.calm ? ' --calm' : ''}`,
);

// Once: the report is of what has been seen until then, and nothing is left behind.
let isOver = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    isOver = true;
  });

const dice = diceOf(Number(seed));
const root = mkdtempSync(join(tmpdir(), 'runstate-kills-'));
const report = await killAgainAndAgain({
  root,
  ...{ canTrace, mood },
  kills: Number(kills),
  services: Number(services),
  isOver: () => isOver,
  random: () => dice(2 ** 32) / 2 ** 32,
  say: (text) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${text}`),
});
const { complaints, recoveries, byKind, ...figures } = report;
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
console.log(JSON.stringify({ ...figures, byKind }));
console.log(
  `as wanted again after ${seconds(median(recoveries))} (median), ${seconds(quantile(recoveries, 0.99))} (p99), ${seconds(Math.max(...recoveries))} (longest)`,
);
for (const complaint of complaints) console.log(complaint);
if (complaints.length > 0) process.exitCode = 1;
else rmSync(root, { recursive: true, force: true });
