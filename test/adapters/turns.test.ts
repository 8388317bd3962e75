import { expect, it } from 'vitest';
import { createTurns } from '../../adapters/turns.ts';

const busy = (milliseconds: number): void => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
};

it('runs every job, in the order given, none within the call', async () => {
  const turns = createTurns();
  const done: number[] = [];
  await new Promise<void>((resolve) => {
    for (let job = 0; job < 100; job++) turns(() => done.push(job));
    turns(resolve);
    expect(done).toEqual([]);
  });
  expect(done).toEqual(Array.from({ length: 100 }, (_, job) => job));
});

it('lets the event loop turn between jobs that take their time', async () => {
  const turns = createTurns();
  let others = 0;
  const other = setInterval(() => others++, 1);
  await new Promise<void>((resolve) => {
    for (let job = 0; job < 20; job++) turns(() => busy(6));
    turns(resolve);
  });
  clearInterval(other);
  expect(others).toBeGreaterThan(5);
});

it('takes jobs given by jobs, and goes on after a rest', async () => {
  const turns = createTurns();
  await new Promise<void>((resolve) => turns(() => turns(resolve)));
  await new Promise<void>((resolve) => turns(resolve));
});
