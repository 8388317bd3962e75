import { join } from 'node:path';
import { freshServices } from '../bench/support/scratch.ts';
import { Starts } from '../bench/support/starts.ts';
import { connect, recorded, supervise } from '../bench/watch/supervised.ts';
import { diceOf } from '../support/dice.ts';
import { watch } from './meter.ts';
import { newRecord, type Record } from './record.ts';
import { addLogger, type Kind, servicesOf } from './services.ts';
import type { Settings } from './settings.ts';
import { crashes, storms } from './trouble.ts';

/** What came of a run, and how many seconds it lasted. */
export type Soaked = { readonly record: Record; readonly seconds: number };

/**
 * Has one runsvdir live through crashes, rotations and storms of letters, and looks at it all the time. Nothing runs any
 * more when it returns.
 *
 * @param interrupt ends it early.
 * @param say told that it has begun, and how it goes on: lines for a terminal.
 */
export const soak = async (
  { minutes, services, seed, crashes: rate }: Pick<Settings, 'minutes' | 'services' | 'seed' | 'crashes'>,
  interrupt: AbortSignal,
  say: (text: string) => void,
): Promise<Soaked> => {
  const kinds = servicesOf(services);
  const starts = new Starts(join(freshServices('starts'), 'starts'));
  const supervised = await supervise(
    recorded,
    new Map([...kinds].map(([name, { run }]) => [name, `${starts.note(name)}\n${run}`])),
    (name, directory) => addLogger(directory, kinds.get(name)!),
  );
  const named = (kind: Kind['name']): string[] =>
    [...kinds].filter(([, one]) => one.name === kind).map(([name]) => name);
  const record = newRecord();
  const client = await connect(supervised);
  say(`${services} services run\n`);
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  const stop = AbortSignal.any([interrupt, AbortSignal.timeout(minutes * 60_000)]);
  const scene = {
    ...{ services: supervised.services, control: supervised.control, dice: diceOf(seed) },
    ...{ starts, seconds, record, stop },
    rate,
    crashers: named('crasher'),
    stormed: named('stormed'),
  };
  const watching = watch(
    supervised.pid,
    client,
    seconds,
    (sample) => {
      record.samples.push(sample);
      say(`\r\x1b[K${Math.round(sample.at)} s: ${sample.resident.toFixed(0)} MiB, ${sample.descriptors} descriptors`);
    },
    stop,
  );
  await Promise.all([watching, crashes(scene), storms(scene)]);
  const lasted = seconds();
  client.close();
  starts.close();
  await supervised.end();
  return { record, seconds: lasted };
};
