import { describe, expect, test } from 'vitest';
import type { ServiceStatus } from '../../../runtime/watch/messages.ts';
import { concernsOf } from '../../../visualizations/page/model/attention.ts';
import { depthOf, familyOf, machineOf, shortName } from '../../../visualizations/page/model/family.ts';
import { Roster } from '../../../visualizations/page/model/roster.ts';
import { countsOf, narrowed } from '../../../visualizations/page/model/select.ts';
import { bytes, duration } from '../../../visualizations/page/model/words.ts';

const service = (name: string, over: Partial<ServiceStatus> = {}): ServiceStatus => ({
  actor: `${name}/${over.role ?? 'main'}`,
  name,
  role: 'main',
  state: 'running',
  value: 'running',
  want: 'up',
  paused: false,
  gotTerm: false,
  pid: 1,
  since: 0,
  restarts: 0,
  lastExit: null,
  hosted: false,
  log: null,
  ...over,
});
const rosterOf = (...services: ServiceStatus[]): Roster => {
  const roster = new Roster();
  roster.take({ type: 'services', seq: 1, services });
  return roster;
};

describe('the list', () => {
  test('goes by name, numbers by size, each log service after its service', () => {
    const roster = rosterOf(service('b'), service('a10'), service('a2', { role: 'log' }), service('a2'));
    expect(roster.rows().map(({ actor }) => actor)).toEqual(['a2/main', 'a2/log', 'a10/main', 'b/main']);
  });

  test('follows what changes and what goes', () => {
    const roster = rosterOf(service('a'), service('b'));
    roster.take({ type: 'service', seq: 2, service: service('b', { state: 'down' }) });
    roster.take({ type: 'forgotten', seq: 3, actor: 'a/main' });
    roster.take({ type: 'service', seq: 4, service: service('aa') });
    expect(roster.rows().map(({ name, state }) => [name, state])).toEqual([
      ['aa', 'running'],
      ['b', 'down'],
    ]);
  });

  test('is the same array as long as nothing changes, and another one when something has', () => {
    const roster = rosterOf(service('b'), service('a'));
    const rows = roster.rows();
    expect(roster.rows()).toBe(rows);
    roster.take({ type: 'service', seq: 2, service: service('b', { state: 'backoff' }) });
    expect(roster.rows()).not.toBe(rows);
    expect(roster.rows().map(({ name, state }) => [name, state])).toEqual([
      ['a', 'running'],
      ['b', 'backoff'],
    ]);
  });

  test('is narrowed by name and by state', () => {
    const rows = [service('web'), service('web', { role: 'log', state: 'down' }), service('db', { state: 'down' })];
    expect(narrowed(rows, { text: ' WEB', state: null })).toHaveLength(2);
    expect(narrowed(rows, { text: '', state: 'down' }).map(({ actor }) => actor)).toEqual(['web/log', 'db/main']);
    expect(countsOf(rows)).toEqual([
      ['running', 1],
      ['starting', 0],
      ['finishing', 0],
      ['backoff', 0],
      ['down', 2],
    ]);
  });
});

test('an actor has its machine and its family', () => {
  const actors = ['', 'web', 'web/main', 'web/log', 'web/log/svlogd', 'web/log/svlogd/./main'];
  expect(actors.map(machineOf)).toEqual(['runsvdir', 'runsv', 'service', 'service', 'svlogd', 'log-directory']);
  expect(actors.map(depthOf)).toEqual([0, 1, 2, 2, 3, 4]);
  expect(familyOf('web/main', actors.slice(2).reverse())).toEqual(actors);
  expect(actors.map(shortName)).toEqual(['scanner', 'web', 'main', 'log', 'svlogd', './main']);
});

test('words for durations and sizes', () => {
  expect([0, 59_000, 61_000, 90_061_000].map(duration)).toEqual(['0 s', '59 s', '1 m 1 s', '1 d 1 h']);
  expect([0, 999, 1500, 123_456_789].map(bytes)).toEqual(['0 B', '999 B', '1.5 kB', '123 MB']);
});

test('services that are not as they are wanted are told of, with the reason, the worst first', () => {
  const now = 100_000;
  const failed = { at: 0, code: 7, signal: null };
  const rows = [
    service('fine', { since: 0 }),
    service('off', { state: 'down', want: 'down', pid: null }),
    service('young', { since: 98_000, restarts: 1, lastExit: { at: 0, code: null, signal: 'SIGSEGV' } }),
    service('old', { since: 0, restarts: 9, lastExit: failed }),
    service('stopped', { paused: true }),
    service('stubborn', { want: 'down', gotTerm: true }),
    service('gone', { state: 'down', want: 'up', lastExit: failed }),
    service('crasher', { state: 'backoff', restarts: 3, lastExit: failed }),
  ];
  expect(concernsOf(rows, now).map(({ service: { name }, why }) => [name, why])).toEqual([
    ['crasher', 'waits before it is tried again; it ended with code 7'],
    ['gone', 'is wanted up, and is down; it ended with code 7'],
    ['stubborn', 'is told to end, and goes on'],
    ['stopped', 'is paused'],
    ['young', 'was started again 2 s ago; it ended with SIGSEGV'],
  ]);
});
