import { constants, mkdirSync, openSync, rmdirSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Half } from '../../adapters/half.ts';
import { openDirectory } from '../../adapters/place.ts';
import { createPortableSystem } from '../../adapters/portable-system.ts';
import type { Role, SuperviseFact } from '../../machines/ports.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

/** A half that listens, and what it has told of letters. */
const listening = (kind: Role) => {
  const directory = temporary();
  const facts: SuperviseFact[] = [];
  const system = createPortableSystem((cause) => {
    throw cause;
  });
  const half = new Half(kind, openDirectory(directory), system, (fact) => facts.push(fact));
  half.open();
  half.listen();
  onTestFinished(() => half.close());
  const fifo = openSync(join(directory, 'supervise/control'), constants.O_WRONLY);
  const letter = async (text: string) => {
    const before = facts.length;
    writeSync(fifo, text);
    await until('it is heard', () => facts.length === before + 1);
    return facts.at(-1);
  };
  return { directory, letter };
};

test('a letter says that there are no control scripts, as it is when it comes', async () => {
  const { directory, letter } = listening('main');
  const bare = {
    type: 'supervise.control',
    role: 'main',
    order: { type: 'control.signal', letter: '1', unscripted: true },
  };
  const asked = { ...bare, order: { type: 'control.signal', letter: '1' } };
  expect(await letter('1')).toEqual(bare);
  mkdirSync(join(directory, 'control'));
  expect(await letter('1')).toEqual(asked);
  rmdirSync(join(directory, 'control'));
  expect(await letter('1')).toEqual(bare);
  // Whatever has the name is for the look at the script, and its words.
  writeFileSync(join(directory, 'control'), '');
  expect(await letter('1')).toEqual(asked);
});

test('what cannot be looked at may have scripts', async () => {
  const { directory, letter } = listening('main');
  symlinkSync('control', join(directory, 'control'));
  expect(await letter('t')).toEqual({ type: 'supervise.control', role: 'main', order: { type: 'control.term' } });
});

test('letters to a logger say nothing of scripts: it has none', async () => {
  const { letter } = listening('log');
  expect(await letter('t')).toEqual({ type: 'supervise.control', role: 'log', order: { type: 'control.term' } });
});
