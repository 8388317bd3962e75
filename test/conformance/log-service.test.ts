import { describe } from 'vitest';
import { same } from './support/compare.ts';

import { LOGGED, leave, lines, logged, logging, look, type Pair, supervised } from './support/logging.ts';
import { empty, link, runs, shell, type Tree, text } from './support/sandbox.ts';
import { until } from './support/until.ts';

const byLetter = async ({ service }: Pair): Promise<void> => service.write('x');
const bySignal = ({ runsv }: Pair): void => runsv.signal('SIGTERM');

describe('a service with a log', () => {
  same('both run; what the service writes arrives', async (box) => look(await logging(box)));
  same('exit: the log reads to the end, unsignalled', async (box) => leave(await logging(box), byLetter));
  same('TERM to runsv is the same', async (box) => leave(await logging(box), bySignal));
  same('exit: what finish writes is logged', async (box) =>
    leave(await logging(box, { finish: shell('echo finish says "$@"') }), byLetter),
  );
  same('control scripts write to the log', async (box) => {
    const pair = await logging(box, { 'control/h': shell('echo h says') });
    await pair.service.write('h');
    await logged(pair.service, 4);
    return leave(pair, byLetter);
  });
  same('x to the log is ignored', async (box) => {
    const pair = await logging(box);
    await pair.service.log.write('x');
    return look(pair);
  });
  for (const letter of [...'uodtkpchaiq12']) {
    same(`${letter} to the log`, async (box) => {
      const pair = await logging(box);
      const { log } = pair.service;
      const { pid } = log.status();
      await log.write(letter);
      if ('dtk'.includes(letter)) await until('the log has died', () => log.status().pid !== pid);
      if ('tk'.includes(letter)) await log.started('run');
      else if (letter !== 'd') await log.heard();
      return look(pair);
    });
  }
});

describe('the log dies', () => {
  const killedAfter = (count: number): Tree => ({ 'log/log.lines': text(`${count}\n`), lines: text('40\n') });
  same('it is started again, and the service does not notice', async (box) => {
    const pair = await logging(box);
    process.kill(pair.service.log.pidOf('run'), 'SIGKILL');
    await until('the log is started again', () => pair.service.log.count('run ready') === 2);
    await pair.service.log.started('run');
    return look(pair);
  });
  // The shell reads byte by byte: what it has not read is still in the pipe when it dies.
  same('in the middle of a burst: no line is lost', async (box) => {
    const pair = await supervised(box, { ...LOGGED, ...killedAfter(5) });
    await logged(pair.service, 40);
    await pair.service.started('run');
    await pair.service.log.started('run');
    return look(pair);
  });
  same('more than the pipe holds waits for it', async (box) => {
    const pair = await supervised(box, { ...LOGGED, lines: text('12000\n'), 'log/down': empty });
    await until('the service blocks', () => pair.service.status().state === 'run');
    await pair.service.log.write('u');
    await logged(pair.service, 12000);
    const all = lines(pair.service);
    return { count: all.length, inOrder: all.every((line, index) => line === `line ${index + 1}`) };
  });
});

describe('log/down', () => {
  const stopped: Tree = { 'log/down': empty };
  same('the log waits for u', async (box) => {
    const pair = await supervised(box, { ...LOGGED, ...stopped });
    await pair.service.started('run');
    const before = { stat: pair.service.log.stat(), lines: lines(pair.service) };
    await pair.service.log.write('u');
    await logged(pair.service, 3);
    await pair.service.log.started('run');
    return { before, after: look(pair) };
  });
  same('the log waits for o', async (box) => {
    const pair = await supervised(box, { ...LOGGED, ...stopped });
    await pair.service.started('run');
    await pair.service.log.write('o');
    await logged(pair.service, 3);
    await pair.service.log.started('run');
    return look(pair);
  });
});

describe('log/run cannot be started', () => {
  const entries: Tree = {
    missing: 'directory',
    'not executable': text('#!/bin/sh\n'),
    empty: text('', 0o755),
    'without interpreter': text('#!/nonexistent\n', 0o755),
    'a dangling link': link('nowhere'),
  };
  for (const [what, entry] of Object.entries(entries)) {
    same(`it is ${what}`, async (box) => {
      const { run: _, ...rest } = { run: entry };
      const log: Tree = what === 'missing' ? { log: 'directory' } : { 'log/run': entry, ...rest };
      const pair = await supervised(box, { run: runs('recorder.sh'), ...log });
      await pair.service.started('run');
      await until('a second attempt', () => pair.runsv.stderr().split('\n').length > 2);
      return { service: pair.service.view(), words: [...new Set(pair.runsv.stderr().split('\n'))] };
    });
  }
});

describe('log/finish and log/control', () => {
  same('are never run', async (box) => {
    const pair = await logging(box, {
      'log/finish': shell('echo finish >>events'),
      'log/control/t': shell('echo control/t >>events'),
      'log/control/u': shell('echo control/u >>events'),
    });
    await pair.service.log.write('t');
    await until('the log is started again', () => pair.service.log.count('run ready') === 2);
    return leave(pair, byLetter);
  });
});

/** A service that leaves a process behind which holds the log pipe open; its pid is in the file `holder`. */
const LEAVES_A_HOLDER: Tree = {
  run: shell(`sleep 3600 & echo $! >holder
echo $$ >run.pid
echo 'run ready' >>events
for line in one two three; do echo $line; done
echo $$ >run.ready
wait`),
};

/** What is left to do is the logger's: the service is down, and runsv waits. */
const untilDraining = async ({ service }: Pair): Promise<void> => {
  await service.untilStat('down');
  await service.log.untilStat('run, want exit');
};

describe('leaving', () => {
  same('a grandchild that keeps the pipe is waited for', async (box) => {
    const pair = await logging(box, LEAVES_A_HOLDER);
    await byLetter(pair);
    await untilDraining(pair);
    const waits = pair.runsv.result === undefined;
    process.kill(Number(pair.service.read('holder')), 'SIGKILL');
    await pair.runsv.ended();
    return { waits, after: look(pair) };
  });

  same('a logger that goes on after the end of its input is waited for', async (box) => {
    const pair = await logging(box, { 'log/lingers': empty });
    await byLetter(pair);
    await untilDraining(pair);
    await pair.service.log.until('run reads the end');
    const waits = pair.runsv.result === undefined;
    box.make('service/log', { go: empty });
    await pair.runsv.ended();
    return { waits, after: look(pair) };
  });
});
