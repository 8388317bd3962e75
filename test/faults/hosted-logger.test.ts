import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Pipes } from '../../adapters/system.ts';
import { createHosting } from '../../runtime/svlogd/hosted.ts';
import { program, temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';
import { faults, host, system } from './support/hosted.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const LINES = 20_000;
const WRITE = `#!/bin/sh
[ -e done ] && exec sleep 1000
i=0
while [ $i -lt ${LINES} ]; do i=$((i+1)); echo $i; done
touch done
exec sleep 1000
`;
const NUMBERS = Array.from({ length: LINES }, (_, index) => `${index + 1}\n`).join('');

/** Services that write numbers, each with a hosted logger whose pipes are as told. */
const services = (names: readonly string[], change: (pipes: Pipes) => Pipes) => {
  const root = temporary();
  mkdirSync(join(root, 'services'));
  for (const name of names) {
    program(join(root, name, 'run'), WRITE);
    program(join(root, name, 'log/run'), `#!/bin/sh\nexec ${ROOT}/dist/bin/svlogd ./main\n`);
    mkdirSync(join(root, name, 'log/main'));
    symlinkSync(join(root, name), join(root, 'services', name));
  }
  const changed = { ...system, pipes: change(system.pipes!) };
  const hosted = host(join(root, 'services'), undefined, (report) => createHosting(ROOT, true, changed, report));
  const logged = (name: string): string => {
    const main = join(root, name, 'log/main');
    const old = readdirSync(main).filter((file) => file.startsWith('@'));
    return [...old.sort(), 'current'].map((file) => readFileSync(join(main, file), 'latin1')).join('');
  };
  const stat = (path: string): string => readFileSync(join(root, path, 'supervise/pid'), 'latin1');
  return { ...hosted, logged, stat };
};

describe('a hosted logger', () => {
  it('that trips over an exception is started again alone, and no byte is lost', async () => {
    let calls = 0;
    const { logged, diagnostics, stat } = services(['a', 'b'], (pipes) => ({
      ...pipes,
      splice(...call) {
        if (++calls % 10 === 0 && calls <= 20) throw new Error('a fault of ours');
        return pipes.splice(...call);
      },
    }));
    await until('both services run', () => stat('a') !== '' && stat('b') !== '');
    const pids = [stat('a'), stat('b')];
    await until(
      'everything is logged',
      () => logged('a').endsWith(`\n${LINES}\n`) && logged('b').endsWith(`\n${LINES}\n`),
      30_000,
    );
    expect([logged('a'), logged('b')]).toEqual([NUMBERS, NUMBERS]);
    expect([stat('a'), stat('b')]).toEqual(pids);
    const told = diagnostics.filter(({ message }) => message === 'fault');
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject({ program: 'svlogd', level: 'fatal', cause: { message: 'a fault of ours' } });
    expect(faults).toEqual([]);
  });

  it('whose spool has no room says so, tries again, and no byte is lost', async () => {
    let refused = 0;
    const { logged, diagnostics } = services(['a'], (pipes) => ({
      ...pipes,
      splice: (...call) => (refused < 2 && ++refused ? 'ENOSPC' : pipes.splice(...call)),
    }));
    await until('everything is logged', () => logged('a').endsWith(`\n${LINES}\n`), 30_000);
    expect(logged('a')).toBe(NUMBERS);
    expect(diagnostics).toEqual(
      [1, 2].map(() => ({
        program: 'svlogd',
        level: 'pausing',
        message: 'unable to write to spool',
        subject: undefined,
        code: 'ENOSPC',
      })),
    );
  });
});
