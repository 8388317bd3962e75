import { expect, it } from 'vitest';
import type { Connection } from '../../../runtime/watch/connection.ts';
import type { Message, Request } from '../../../runtime/watch/messages.ts';
import { CannotInspect, Supervisor } from '../../../visualizations/inspectors/supervisor.ts';
import { status, step } from './support/steps.ts';

/** A supervisor that answers what it is made to, message by message. */
const supervisor = (messages: readonly Message[], service?: string) => {
  const asked: Request[] = [];
  const left = [...messages];
  const hello = { program: 'runsvdir', pid: 7, directory: '/d' };
  const connection = { hello, send: (request: Request) => asked.push(request), next: async () => left.shift() };
  return { asked, supervisor: new Supervisor(connection as unknown as Connection, service) };
};

const list = (...actors: readonly string[]): Message => ({
  ...{ type: 'services', seq: 1, services: actors.map((actor) => status(actor)) },
});

const paths = ({ roster }: Supervisor): string[] => [...roster.actors].map(({ path }) => path);

it('has caught up when the second list of services has come, with whatever is kept', async () => {
  const { asked, supervisor: it } = supervisor([
    ...[list(), { type: 'gap', from: 1, to: 3 } as const],
    ...[{ type: 'step', step: step('started', 'a', 'runsv', 'opening') } as const, list('b/main')],
  ]);
  await it.open();
  expect(paths(it)).toEqual(['', 'a', 'b', 'b/main']);
  expect(asked).toEqual([{ type: 'follow', steps: 'all', actor: '', since: 0 }, { type: 'services' }]);
  await expect(it.follow()).rejects.toThrow('the supervisor (pid 7) has ended');
});

it('asks for what it has missed, and does not ask twice for what is gone', async () => {
  const { asked, supervisor: it } = supervisor([
    ...[list('a/main'), list('a/main')],
    ...([{ type: 'gap', from: 40, to: 50 }, { type: 'gap', from: 40, to: 45 }, list('b/main')] as const),
  ]);
  await it.open();
  await expect(it.follow()).rejects.toThrow(CannotInspect);
  expect(asked.slice(2)).toEqual([{ type: 'follow', steps: 'all', actor: '', since: 39 }, { type: 'services' }]);
  expect(paths(it)).toEqual(['', 'a', 'b', 'b/main']);
});

it('shows one directory where one was asked for', async () => {
  const { asked, supervisor: it } = supervisor([list(), list('a/main', 'b/main')], 'b');
  await it.open();
  expect(paths(it)).toEqual(['b', 'b/main']);
  expect(asked[0]).toMatchObject({ actor: 'b' });
});

it('asks for hosted loggers that it was not told of, and does without those that have gone', async () => {
  const hosted = (...names: string[]): Message => ({
    ...{ type: 'services', seq: 1, services: names.map((name) => status(`${name}/log`, { hosted: true })) },
  });
  const told = [
    step('transition', 'a/log/svlogd/./x', 'log-directory', 'writing'),
    step('transition', 'a/log/svlogd', 'svlogd', 'reading'),
  ];
  const { asked, supervisor: it } = supervisor([
    ...[hosted('a', 'b', 'c'), hosted('a', 'b', 'c')],
    { type: 'history', actor: 'a/log/svlogd', lost: 0, steps: told },
    ...([
      { type: 'refused', reason: 'nothing is known of b/log/svlogd' },
      { type: 'gap', from: 1, to: 2 },
    ] as const),
    { type: 'history', actor: 'c/log/svlogd', lost: 2, steps: [] },
  ]);
  await it.open();
  expect(asked.slice(2)).toEqual(['a', 'b', 'c'].map((name) => ({ type: 'history', actor: `${name}/log/svlogd` })));
  const paths = [...it.roster.actors].map(({ path, parent }) => [path, parent]);
  expect(paths.slice(-2)).toEqual([
    ['a/log/svlogd', 'a/log'],
    ['a/log/svlogd/./x', 'a/log/svlogd'],
  ]);
});

it('says why it was refused', async () => {
  await expect(supervisor([{ type: 'refused', reason: 'too many' }]).supervisor.open()).rejects.toThrow('too many');
});
