import { expect, it } from 'vitest';
import { withStderrUntouched } from '../../adapters/untouched-stderr.ts';

const own = () => Object.getOwnPropertyDescriptor(process, 'stderr');

/** A load that ends when it is told to. */
const loading = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { ended: withStderrUntouched(() => promise), end: resolve };
};

it('hides standard error until the last of several loads has ended, and gives it back as it was', async () => {
  const before = own();
  const [first, second] = [loading(), loading()];
  expect(process.stderr).toBeUndefined();
  first.end();
  await first.ended;
  expect(process.stderr).toBeUndefined();
  second.end();
  await second.ended;
  expect(own()).toEqual(before);
});

it('gives it back where a load fails', async () => {
  const before = own();
  await expect(withStderrUntouched(() => Promise.reject(new Error('no such thing')))).rejects.toThrow('no such thing');
  expect(own()).toEqual(before);
});
