import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NOTHING_INHERITED } from '../../adapters/inherited-note.ts';
import { bootTicks } from '../../adapters/libc.ts';
import { createNativeProcesses } from '../../adapters/native-processes.ts';
import { startTimeOf } from '../../adapters/proc.ts';
import { createSpawn } from '../../adapters/spawn.ts';
import { StartTimes } from '../../adapters/start-times.ts';
import { until } from '../support/until.ts';
import { directoryAt } from './support/processes-contract.ts';

/** A clock that tells what it is set to, and a `/proc` that counts how often it is asked. */
const rig = (look: (pid: number) => string | undefined) => {
  const clock = { ticks: 500 };
  const asked: number[] = [];
  const times = new StartTimes(
    () => clock.ticks,
    (pid) => {
      asked.push(pid);
      return look(pid);
    },
  );
  return { clock, asked, times };
};

describe('the start time of a child', () => {
  it('is asked for once, and told by the clock from then on', () => {
    const { clock, asked, times } = rig(() => '500');
    expect(times.of(7, 500)).toBe('500');
    clock.ticks = 501;
    expect(times.of(8, 501)).toBe('501');
    expect(asked).toEqual([7]);
  });

  it('is not known where a tick ended meanwhile', () => {
    const { clock, asked, times } = rig(() => '500');
    clock.ticks = 501;
    expect(times.of(7, 500)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('is never told by a clock that is another one than the start times', () => {
    const { clock, asked, times } = rig(() => '90');
    expect(times.of(7, 500)).toBe('90');
    clock.ticks = 501;
    expect(times.of(8, 501)).toBeUndefined();
    expect(asked).toEqual([7]);
  });

  it('is told by a clock that parts later until a check finds it out, and never again', () => {
    let theirs = 0;
    const { clock, asked, times } = rig(() => String(clock.ticks + theirs));
    expect(times.of(7, 500)).toBe('500');
    expect(times.check(7, '500')).toBeUndefined();
    theirs = 360_000;
    expect(times.of(8, 500)).toBe('500');
    expect(times.check(8, '500')).toBe('360500');
    expect(times.of(9, 500)).toBeUndefined();
    expect(asked).toEqual([7, 7, 8]);
  });

  it('is not corrected where the child has ended, or cannot be looked at', () => {
    const looks = [() => '500', () => undefined, () => readFileSync('/nonexistent', 'latin1'), () => '501'];
    const { times } = rig(() => looks.shift()!());
    times.of(7, 500);
    expect([times.check(7, '500'), times.check(7, '500'), times.check(7, '500')]).toEqual([
      undefined,
      undefined,
      '501',
    ]);
  });

  it.each([
    ['has ended', () => undefined],
    ['cannot be looked at', () => readFileSync('/nonexistent', 'latin1')],
  ])('is not known where the first child %s, and the next one is asked about', (_, look) => {
    const { asked, times } = rig(look);
    expect(times.of(7, 500)).toBeUndefined();
    expect(times.of(8, 500)).toBeUndefined();
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
