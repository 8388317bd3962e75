import { expect, it } from 'vitest';
import { effectOf } from '../../../../machines/rules/svlog/hosted-signal.ts';

it('is an order where svlogd handles the signal, else what the kernel does', () => {
  const orders = ['SIGTERM', 'SIGHUP', 'SIGALRM'];
  const deaths = ['SIGKILL', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'];
  expect(orders.map(effectOf)).toEqual(orders.map(() => 'order'));
  expect(deaths.map(effectOf)).toEqual(deaths.map(() => 'death'));
  expect(['SIGSTOP', 'SIGCONT', 'SIGWINCH'].map(effectOf)).toEqual(['stop', 'continue', 'nothing']);
});
