import { expect, it } from 'vitest';
import { Roster } from '../../../visualizations/inspectors/roster.ts';
import { status, step } from './support/steps.ts';

/** What an onlooker is told, a line each. */
const watched = (roster: Roster): string[] => {
  const told: string[] = [];
  roster.look({
    started: ({ session, parent, value }) => told.push(`${session} below ${parent}: ${JSON.stringify(value)}`),
    sent: ({ session }, { type }) => told.push(`${session} < ${type}`),
    moved: ({ session, value }) => told.push(`${session} ${JSON.stringify(value)}`),
    ended: ({ session, status: end }) => told.push(`${session} ${end}`),
  });
  return told;
};

it('tells of an actor after the one above it, however they are heard of', () => {
  const roster = new Roster(true);
  const told = watched(roster);
  roster.apply(step('started', 'a/log/svlogd/./x/y', 'log-directory', 'opening'));
  roster.apply(step('transition', 'a/log/svlogd/./x/y', 'log-directory', 'writing'));
  roster.apply(step('started', 'a/log/svlogd', 'svlogd', 'starting'));
  roster.apply(step('started', 'a/log', 'service', 'arriving'));
  roster.apply(step('started', 'a', 'runsv', 'opening'));
  expect(told).toEqual([]);
  roster.apply(step('started', '', 'runsvdir', 'settled'));
  expect(told).toEqual([
    'runsvdir below undefined: "settled"',
    'a below runsvdir: "opening"',
    'a/log below a: "arriving"',
    'a/log/svlogd below a/log: "starting"',
    'a/log/svlogd/./x/y below a/log/svlogd: "opening"',
    'a/log/svlogd/./x/y "writing"',
  ]);
});

it('has a runsv as its root where there is no scanner', () => {
  const roster = new Roster(false);
  roster.apply(step('started', 'a', 'runsv', 'opening'));
  roster.apply(step('started', 'a/main', 'service', 'down'));
  expect([...roster.actors].map(({ session, parent, root }) => [session, parent, root])).toEqual([
    ['a', undefined, 'a'],
    ['a/main', 'a', 'a'],
  ]);
});

it('tells events and changes apart, and counts those that had the same name', () => {
  const roster = new Roster(false);
  const told = watched(roster);
  roster.apply(step('started', 'a', 'runsv', 'opening'));
  roster.apply(step('event', 'a', 'runsv', 'opening', { event: { type: 'runsv.leave' } }));
  roster.apply(step('microstep', 'a', 'runsv', 'gone'));
  roster.apply(step('stopped', 'a', 'runsv', 'gone'));
  roster.apply(step('stopped', 'a', 'runsv', 'gone'));
  roster.apply(step('started', 'a', 'runsv', 'opening'));
  roster.apply(step('stopped', 'a', 'runsv', 'gone', { event: { type: 'xstate.error.actor.1' } }));
  expect(told).toEqual([
    'a below undefined: "opening"',
    ...['a < runsv.leave', 'a done'],
    ...['a (2) below undefined: "opening"', 'a (2) error'],
  ]);
});

it('ends an actor whose end was missed when there is another one', () => {
  const roster = new Roster(false);
  const told = watched(roster);
  roster.apply(step('started', 'a', 'runsv', 'opening'));
  roster.apply(step('started', 'a', 'runsv', 'opening'));
  expect(told.slice(1)).toEqual(['a stopped', 'a (2) below undefined: "opening"']);
});

it('takes account of a step once', () => {
  const roster = new Roster(true);
  const told = watched(roster);
  const steps = [
    step('started', 'a', 'runsv', 'opening'),
    step('transition', 'a', 'runsv', 'supervising'),
    step('started', '', 'runsvdir', 'settled'),
  ];
  for (const one of [...steps.slice(0, 2), ...steps, ...steps]) roster.apply(one);
  expect(told).toEqual(['runsvdir below undefined: "settled"', 'a below runsvdir: "opening"', 'a "supervising"']);
});

it('makes up for what is not kept any more, from the services that there are', () => {
  const roster = new Roster(true);
  const told = watched(roster);
  roster.apply(step('transition', 'b/main', 'service', 'backoff'));
  roster.fill([status('b/main'), status('c/log'), status('d/main', { value: 'backoff' })], '/d');
  expect(told).toEqual([
    'runsvdir below undefined: {"watching":"settled"}',
    'b below runsvdir: "supervising"',
    'b/main below b: "backoff"',
    ...['c below runsvdir: "draining"', 'c/log below c: "down"'],
    ...['d below runsvdir: "supervising"', 'd/main below d: "backoff"'],
  ]);
  // It was told of by the list before its own start was.
  roster.apply(step('started', 'd/main', 'service', 'down'));
  roster.fill([status('b/main'), status('d/main')], '/d');
  expect(told.slice(7)).toEqual(['d/main "down"', 'c/log stopped']);
});
