import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { readOptions, USAGE } from '../../../visualizations/inspectors/options.ts';
import { until } from '../../support/until.ts';
import { InspectLab } from './support/inspect-lab.ts';

it('reads what it is asked', () => {
  const all = ['xstate', '--directory', '/d', '--service', 'a', '--port', '80'];
  expect(readOptions([...all, '--origin', 'https://one.example/viz?inspect', '--origin', 'http://two:1'])).toEqual({
    ...{ kind: 'xstate', directory: '/d', service: 'a', port: 80 },
    origins: new Set(['https://one.example', 'http://two:1']),
  });
  expect(readOptions(['stately'])).toMatchObject({ directory: undefined, service: undefined, port: 0 });
});

it.each([
  [[]],
  [['other']],
  [['stately', 'xstate']],
  [['stately', '--port', '65536']],
  [['stately', '--port', '-1']],
  [['stately', '--origin', 'stately.ai']],
  [['stately', '--origin', 'file:///x']],
  [['stately', '--origin', '*']],
  [['stately', '--host', '0.0.0.0']],
])('refuses %j', (args) => {
  expect(readOptions(args)).toBeUndefined();
});

it('says how it is used', async () => {
  const { said, ended } = new InspectLab().inspect('other');
  expect(await ended).toBe(100);
  expect(said).toEqual({ out: '', err: `usage: ${USAGE}\n` });
});

it('says that there is nobody', async () => {
  const lab = new InspectLab();
  const { said, ended } = lab.inspect('stately', '--directory', lab.services);
  expect(await ended).toBe(111);
  expect(said.err).toBe(`inspect: fatal: ${lab.services}: no supervisor that records can be asked\n`);
});

it('says that the port is taken', async () => {
  const lab = new InspectLab();
  lab.start();
  await lab.socket();
  const server = createServer();
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const { said, ended } = lab.inspect('stately', '--directory', lab.services, '--port', `${port}`);
  expect(await ended).toBe(111);
  expect(said.err).toBe('inspect: fatal: unable to listen: address already used\n');
});

it('ends with the supervisor', async () => {
  const lab = new InspectLab();
  const { child } = lab.start();
  await lab.socket();
  const { said, ended } = lab.inspect('xstate', '--directory', lab.services);
  await until('it listens', () => said.out !== '');
  expect(said.out).toMatch(/^XState visualizer: connect one to the server 127\.0\.0\.1:\d+\/[\w-]{32}\n$/);
  child.kill('SIGTERM');
  expect(await ended).toBe(111);
  expect(said.err).toBe(`inspect: fatal: the supervisor (pid ${child.pid}) has ended\n`);
});
