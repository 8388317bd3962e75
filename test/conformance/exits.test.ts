import { readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { type Scenario, same } from './support/compare.ts';
import type { StartOptions } from './support/program.ts';
import { type Entry, empty, link, runs, shell, type Tree, text } from './support/sandbox.ts';
import { until } from './support/until.ts';

/** A service that is started once; seen when it is down again. */
const onceThrough =
  (tree: Tree, options: StartOptions = {}): Scenario =>
  async (box) => {
    const service = box.make('service', { down: empty, ...tree });
    const runsv = await box.supervise(service, options);
    const { since } = service.status();
    await service.write('o');
    await until(
      'it has been up and is down again',
      () => service.status().since !== since && service.status().state === 'down',
      {
        seen: () => service.view(),
      },
    );
    return { view: service.view(), stderr: runsv.stderr() };
  };

const FINISH: Tree = { finish: runs('finish-notes.sh') };

describe('finish is told how run ended', () => {
  for (const code of [0, 1, 7, 100, 111, 127, 128, 255]) {
    same(`exit ${code}`, onceThrough({ run: shell(`exit ${code}`), ...FINISH }));
  }
  for (const signal of ['HUP', 'INT', 'KILL', 'USR1', 'PIPE', 'ALRM', 'TERM', '64']) {
    same(`signal ${signal}`, onceThrough({ run: shell(`kill -${signal} $$`), ...FINISH }));
  }

  const pattern = readFileSync('/proc/sys/kernel/core_pattern', 'latin1');
  const dumped = onceThrough(
    { run: shell('kill -SEGV $$'), ...FINISH },
    { through: ['sh', '-c', 'ulimit -c unlimited && exec "$@"', 'sh'] },
  );
  if (pattern.startsWith('|')) test.skip('a core dump: the kernel here hands cores to a program', () => {});
  else same('a core dump', dumped);
});

/** All the ways in which a program cannot be started. */
const UNSTARTABLE: Readonly<Record<string, Tree>> = {
  'is missing': {},
  'is not executable': { NAME: text('#!/bin/sh\n', 0o644) },
  'is a directory': { NAME: 'directory' },
  'is a dangling link': { NAME: link('nowhere') },
  'is a loop of links': { NAME: link('NAME') },
  'has a missing interpreter': { NAME: text('#!/nonexistent\n', 0o755) },
  'has an interpreter that is a directory': { NAME: text('#!/tmp\n', 0o755) },
  'has no first line of a script': { NAME: text('exit 0\n', 0o755) },
  'is empty': { NAME: text('', 0o755) },
  'lies behind a file': { NAME: link('down/behind') },
};

const named = (name: string, tree: Tree): Tree =>
  Object.fromEntries(Object.entries(tree).map(([_, entry]): [string, Entry] => [name, renamed(name, entry)]));

const renamed = (name: string, entry: Entry): Entry =>
  typeof entry === 'object' && 'link' in entry && entry.link === 'NAME' ? link(name) : entry;

describe('run cannot be started:', () => {
  for (const [what, tree] of Object.entries(UNSTARTABLE)) {
    same(`it ${what}`, onceThrough(named('run', tree)));
    same(`it ${what}, with finish`, onceThrough({ ...named('run', tree), ...FINISH }));
  }
});

describe('finish cannot be started:', () => {
  for (const [what, tree] of Object.entries(UNSTARTABLE)) {
    same(`it ${what}`, onceThrough({ run: shell('exit 3'), ...named('finish', tree) }));
  }
});

describe('the restart pause', () => {
  /** Whether the time between the first two starts of `run` lies between two bounds, in seconds. */
  const restart =
    (lasts: { run: string; finish?: string }, from: number, to: number): Scenario =>
    async (box) => {
      const service = box.make('service', {
        run: runs('ticker.sh'),
        'run.lasts': text(`${lasts.run}\n`),
        ...(lasts.finish && { finish: runs('ticker.sh'), 'finish.lasts': text(`${lasts.finish}\n`) }),
      });
      await box.supervise(service);
      const starts = () =>
        service
          .read('ticks')
          .split('\n')
          .filter((line) => line.startsWith('run '));
      await until('run was started twice', () => starts().length >= 2);
      const [first, second] = starts().map((line) => Number(line.slice(4)) / 1e9);
      const period = second! - first!;
      return period >= from && period < to ? `between ${from} and ${to} s` : period;
    };
  same('after a run that ended at once', restart({ run: '0' }, 1, 1.9));
  // Short, as a busy machine's time to start it counts as well: after a second of that, no rest is due.
  same('is a whole second after 0.4 s', restart({ run: '0.4' }, 1.4, 2.3));
  same('is not needed after 1.1 s', restart({ run: '1.1' }, 1.1, 2));
  same('counts the time of finish', restart({ run: '0.6', finish: '0.6' }, 1.2, 2.1));
  same('comes after finish', restart({ run: '0', finish: '0.3' }, 1.3, 2.2));
});
