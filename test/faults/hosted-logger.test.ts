import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Pipes } from '../../adapters/system.ts';
import { ownLoggers } from '../../runtime/installation.ts';
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
const services = (names: readonly string[], change: (pipes: Pipes) => Pipes, lock = system.lock) => {
  const root = temporary();
  mkdirSync(join(root, 'services'));
  for (const name of names) {
    program(join(root, name, 'run'), WRITE);
    program(join(root, name, 'log/run'), `#!/bin/sh\nexec ${ROOT}/dist/bin/svlogd ./main ./other\n`);
    for (const directory of ['main', 'other']) mkdirSync(join(root, name, 'log', directory));
    symlinkSync(join(root, name), join(root, 'services', name));
  }
  const changed = { ...system, lock, pipes: change(system.pipes!) };
  const hosted = host(join(root, 'services'), undefined, (report) =>
    createHosting(ownLoggers(ROOT), true, changed, report),
  );
  const mainOf = (name: string): string => join(root, name, 'log/main');
  const old = (name: string): string[] =>
    readdirSync(mainOf(name))
      .filter((file) => file.startsWith('@'))
      .sort();
  const logged = (name: string): string =>
    [...old(name), 'current'].map((file) => readFileSync(join(mainOf(name), file), 'latin1')).join('');
  const stat = (path: string): string => readFileSync(join(root, path, 'supervise/pid'), 'latin1');
  const order = (name: string, letter: string): void =>
    writeFileSync(join(root, name, 'log/supervise/control'), letter);
  const logsOf = (name: string): string[] => ['main', 'other'].map((directory) => join(root, name, 'log', directory));
  const remove = (name: string): void => {
    for (const directory of logsOf(name)) rmSync(directory, { recursive: true });
  };
  const make = (name: string): void => {
    for (const directory of logsOf(name)) mkdirSync(directory);
  };
  return { ...hosted, old, logged, stat, order, remove, make };
};

const openDescriptors = (): number => readdirSync('/proc/self/fd').length;

describe('a hosted logger', () => {
  it('that trips over an exception is started again alone, and no byte is lost', async () => {
    let calls = 0;
    const { logged, diagnostics, stat } = services(['a', 'b'], (pipes) => ({
      ...pipes,
      splice(...call) {
        // More bytes are to be moved than three calls can.
        if (++calls % 2 === 0 && calls <= 4) throw new Error('a fault of ours');
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

  it('that trips over an exception in one of its directories lets go of all it had', async () => {
    let trips = 0;
    const lock: typeof system.lock = (fd) => {
      if (trips > 0 && --trips === 0) throw new Error('a fault of ours');
      return system.lock(fd);
    };
    const { old, logged, diagnostics, order } = services(['a'], (pipes) => pipes, lock);
    await until('everything is logged', () => logged('a').endsWith(`\n${LINES}\n`), 30_000);
    // The first directory is open again when the second one trips.
    trips = 2;
    order('a', 'h');
    await until('it has tripped', () => diagnostics.length > 0);
    await until('its successor rotates', () => {
      order('a', 'a');
      return old('a').length > 0;
    });
    expect(logged('a')).toBe(NUMBERS);
    expect(diagnostics).toMatchObject([{ message: 'fault', cause: { message: 'a fault of ours' } }]);
  });

  it('that cannot watch its pipe leaves nothing open', async () => {
    let refused = 0;
    const opened: number[] = [];
    const { logged, diagnostics } = services(['a'], (pipes) => ({
      ...pipes,
      watch(...call) {
        opened.push(openDescriptors());
        if (++refused < 3) throw new Error('a fault of ours');
        return pipes.watch(...call);
      },
    }));
    await until('everything is logged', () => logged('a').endsWith(`\n${LINES}\n`), 30_000);
    expect(diagnostics.map(({ message }) => message)).toEqual(['fault', 'fault']);
    expect(opened[2]).toBe(opened[1]);
  });

  it('L23: whose log directories are removed ends, comes back with them, and keeps nobody from leaving', async () => {
    const { diagnostics, order, runsvdir, remove, make, stat, logged } = services(['a'], (pipes) => pipes);
    const gone = 'no functional log directories.';
    const said = (): number => diagnostics.filter(({ message }) => message === gone).length;
    await until('everything is logged', () => logged('a').endsWith(`\n${LINES}\n`), 30_000);
    remove('a');
    order('a', 'a');
    await until('it has ended', () => said() > 0);
    make('a');
    await until('it logs again', () => logged('a') === '');
    remove('a');
    order('a', 'a');
    order('a', 'h');
    await until('it has ended again', () => said() > 1);
    expect(stat('a')).not.toBe('');
    runsvdir.send({ type: 'runsvdir.hangup' });
    await until('all have left', () => runsvdir.getSnapshot().status === 'done');
  });
});
