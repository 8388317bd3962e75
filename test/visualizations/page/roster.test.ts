import { describe, expect, test } from 'vitest';
import type { ServiceStatus } from '../../../runtime/watch/messages.ts';
import { familyOf, machineOf, shortName } from '../../../visualizations/page/model/family.ts';
import { perMinute } from '../../../visualizations/page/model/minutes.ts';
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
  roster.take({ type: 'services', seq: 1, services }, 0);
  return roster;
};

describe('the list', () => {
  test('goes by name, numbers by size, each log service after its service', () => {
    const roster = rosterOf(service('b'), service('a10'), service('a2', { role: 'log' }), service('a2'));
    expect(roster.rows().map(({ actor }) => actor)).toEqual(['a2/main', 'a2/log', 'a10/main', 'b/main']);
  });

  test('follows what changes and what goes', () => {
    const roster = rosterOf(service('a'), service('b'));
    roster.take({ type: 'service', seq: 2, service: service('b', { state: 'down' }) }, 0);
    roster.take({ type: 'forgotten', seq: 3, actor: 'a/main' }, 0);
    roster.take({ type: 'service', seq: 4, service: service('aa') }, 0);
    expect(roster.rows().map(({ name, state }) => [name, state])).toEqual([
      ['aa', 'running'],
      ['b', 'down'],
    ]);
  });

  test('counts a restart when it hears of it', () => {
    const roster = rosterOf(service('a', { restarts: 2, since: 500 }));
    roster.take({ type: 'service', seq: 2, service: service('a', { restarts: 3 }) }, 900);
    expect(roster.restarts).toEqual([500, 900]);
  });

  test('knows the restarts of the hour before it was opened', () => {
    const roster = rosterOf(service('a', { restarts: 9, since: 500 }));
    const counts = Array.from({ length: 60 }, (_, index) => (index === 0 ? 2 : index === 59 ? 1 : 0));
    const begun = 4_000_000;
    roster.take({ type: 'restarts', actor: '', begun, perMinute: counts }, begun);
    expect(perMinute(roster.restarts, begun + 1000)).toEqual(counts);
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
  expect(familyOf('web/main', actors.slice(2).reverse())).toEqual(actors);
  expect(actors.map(shortName)).toEqual(['scanner', 'web', 'main', 'log', 'svlogd', './main']);
});

test('words for durations, sizes and minutes', () => {
  expect([0, 59_000, 61_000, 90_061_000].map(duration)).toEqual(['0 s', '59 s', '1 m 1 s', '1 d 1 h']);
  expect([0, 999, 1500, 123_456_789].map(bytes)).toEqual(['0 B', '999 B', '1.5 kB', '123 MB']);
  const counts = perMinute([0, 3_540_000, 3_599_000, 3_600_000, -1], 3_600_000);
  expect([counts.at(-1), counts.at(-2), counts[0]]).toEqual([2, 1, 0]);
});
