import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NOTHING_INHERITED } from '../../adapters/inherited-note.ts';
import { bootTicks } from '../../adapters/libc.ts';
import { createNativeProcesses } from '../../adapters/native-processes.ts';
import { startTimeOf } from '../../adapters/proc.ts';
import { createSpawn } from '../../adapters/spawn.ts';
import { createStartedSince } from '../../adapters/started-since.ts';
import { until } from '../support/until.ts';
import { directoryAt } from './support/processes-contract.ts';

/** A clock that tells what it is set to, and a `/proc` that counts how often it is asked. */
const rig = (look: (pid: number) => string | undefined) => {
  const clock = { ticks: 500 };
  const asked: number[] = [];
  const startedSince = createStartedSince(
    () => clock.ticks,
    (pid) => {
      asked.push(pid);
      return look(pid);
    },
  );
  return { clock, asked, startedSince };
};

describe('the start time of a child', () => {
  it('is asked for once, and told by the clock from then on', () => {
    const { clock, asked, startedSince } = rig(() => '500');
    expect(startedSince(7, 500)).toBe('500');
    clock.ticks = 501;
    expect(startedSince(8, 501)).toBe('501');
    expect(asked).toEqual([7]);
  });

  it('is not known where a tick ended meanwhile', () => {
    const { clock, asked, startedSince } = rig(() => '500');
    clock.ticks = 501;
    expect(startedSince(7, 500)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('is never told by a clock that is another one than the start times', () => {
    const { clock, asked, startedSince } = rig(() => '90');
    expect(startedSince(7, 500)).toBe('90');
    clock.ticks = 501;
    expect(startedSince(8, 501)).toBeUndefined();
    expect(asked).toEqual([7]);
  });

  it.each([
    ['has ended', () => undefined],
    ['cannot be looked at', () => readFileSync('/nonexistent', 'latin1')],
  ])('is not known where the first child %s, and the next one is asked about', (_, look) => {
    const { asked, startedSince } = rig(look);
    expect(startedSince(7, 500)).toBeUndefined();
    expect(startedSince(8, 500)).toBeUndefined();
    expect(asked).toEqual([7, 8]);
  });
});

it('is what /proc says, of a hundred real children', async () => {
  const processes = createNativeProcesses(createSpawn(NOTHING_INHERITED, []), (cause) => {
    throw cause;
  });
  const cwd = directoryAt('/');
  const told: (readonly [clock: string | undefined, proc: string | undefined])[] = [];
  let ended = 0;
  for (let count = 0; count < 100; count++)
    processes.start(
      { file: '/bin/sleep', argv: ['sleep', '1000'], cwd, session: false },
      {
        started: (pid, startTime) => {
          told.push([startTime, startTimeOf(pid)]);
          processes.signal(pid, 'SIGKILL');
        },
        failed: (code) => expect.unreachable(code),
        exited: () => ended++,
      },
    );
  await until('all have ended', () => ended === 100);
  const known = told.filter(([clock]) => clock !== undefined);
  expect(known.map(([clock]) => clock)).toEqual(known.map(([, proc]) => proc));
  expect(known.length).toBeGreaterThan(10);
});

it('the clock runs in hundredths of a second, as the start times do', () => {
  const [before, own] = [bootTicks(), Number(startTimeOf(process.pid))];
  expect(before - own).toBeGreaterThanOrEqual(Math.floor(performance.now() / 10) - 1);
  expect(before - own).toBeLessThan(performance.now() / 10 + 1000);
});
