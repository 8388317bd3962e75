import { expect, it } from 'vitest';
import { shared } from '../../../runtime/ui/supervisor-line.ts';
import { until } from '../../support/until.ts';

it('asks once for all who want to know, and anew when the answer is no longer fresh', async () => {
  let asked = 0;
  const ask = shared(async () => `answer ${++asked}`, 50);
  expect(await Promise.all(Array.from({ length: 100 }, () => ask()))).toEqual(Array(100).fill('answer 1'));
  await until('another answer', async () => (await ask()) !== 'answer 1');
  expect(asked).toBe(2);
});

it('keeps neither the lack of an answer nor a fault', async () => {
  const answers = [() => undefined, () => Promise.reject(new Error('it hung up')), () => 'here'];
  const ask = shared(async () => answers.shift()!());
  expect([await ask(), await ask(), await ask(), await ask()]).toEqual([undefined, undefined, 'here', 'here']);
});
