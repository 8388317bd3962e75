import { spawn } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { watchForeign } from '../../adapters/foreign-process.ts';
import type { ExitStatus } from '../../machines/rules/exit-status.ts';
import { until } from '../support/until.ts';

const start = () => {
  const child = spawn('/bin/sleep', ['3600'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid!;
};

it('hears of the end of a process, and that nobody knows how', async () => {
  const ends: ExitStatus[] = [];
  const foreign = watchForeign(start(), (status) => ends.push(status));
  foreign.signal('SIGTERM');
  await until('its end is told', () => ends.length > 0);
  expect(ends).toEqual([{ code: null, signal: null, core: false }]);
  expect(() => foreign.signal('SIGTERM')).not.toThrow();
});

it('tells at once of one that is gone already, and signals nobody', async () => {
  const ends: ExitStatus[] = [];
  const foreign = watchForeign(2 ** 22 + 1, (status) => ends.push(status));
  expect(() => foreign.signal('SIGKILL')).not.toThrow();
  await until('its end is told', () => ends.length > 0);
});

it('is silent when it has been stopped', async () => {
  const pid = start();
  const ends: string[] = [];
  const stopped = watchForeign(pid, () => ends.push('stopped'));
  const other = watchForeign(pid, () => ends.push('other'));
  stopped.leave();
  other.signal('SIGKILL');
  await until('the other hears', () => ends.includes('other'));
  expect(ends).toEqual(['other']);
});
