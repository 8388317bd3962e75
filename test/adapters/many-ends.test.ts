import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { NOTHING_INHERITED } from '../../adapters/inherited-note.ts';
import { createNativeProcesses } from '../../adapters/native-processes.ts';
import { createSpawn } from '../../adapters/spawn.ts';
import { TURN } from '../../adapters/turns.ts';
import { until } from '../support/until.ts';
import { directoryAt } from './support/processes-contract.ts';

/** In which four ends are told of, one a turn. */
const MOST_TURNS = 1000;

const isDead = (pid: number): boolean => /\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));

// A file of its own: who else hears of SIGCHLD in this process would reap these.
const processes = createNativeProcesses(createSpawn(NOTHING_INHERITED, []), (cause) => expect.fail(String(cause)));

/** Starts children that end, and lets the event loop have no turn before all have. */
const endMany = (count: number, exited: () => void): void => {
  const pids: number[] = [];
  for (let child = 0; child < count; child++)
    processes.start(
      { file: '/bin/true', argv: ['true'], cwd: directoryAt('/'), session: false },
      { started: (pid) => pids.push(pid), failed: (code) => expect.fail(code), exited },
    );
  const deadline = performance.now() + 60_000;
  while (!pids.every(isDead) && performance.now() < deadline);
};

/** Has the clock go on by so many milliseconds each time that it is read. */
const tickBy = (milliseconds: number): void => {
  let now = performance.now();
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
    now += milliseconds;
    return now;
  });
  onTestFinished(() => clock.mockRestore());
};

it('the ends of many children let the event loop turn between them', async () => {
  const told: string[] = [];
  endMany(3, () => {
    if (told.push('end') === 1) setImmediate(() => told.push('turn'));
    const end = performance.now() + 5;
    while (performance.now() < end);
  });
  await until('all ends are told', () => told.filter((one) => one === 'end').length === 3);
  expect(told.slice(0, 2)).toEqual(['end', 'turn']);
});

it('it is told of an end in the turn that follows its signal', async () => {
  let isTold = false;
  const turn = new Promise<void>((settle) => process.once('SIGCHLD', () => setImmediate(settle)));
  endMany(1, () => {
    isTold = true;
  });
  tickBy(0);
  await turn;
  expect(isTold).toBe(true);
});

it('more than are reaped in one turn are told of, and those that end after them', async () => {
  let told = 0;
  endMany(4, () => told++);
  // In one turn there is time for one job, and two ends.
  tickBy(0.75 * TURN);
  for (let turn = 0; turn < MOST_TURNS && told < 4; turn++) await new Promise(setImmediate);
  expect(told).toBe(4);
  endMany(1, () => told++);
  await until('one more is', () => told === 5);
});
