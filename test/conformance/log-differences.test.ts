import { describe } from 'vitest';
import { differs, same } from './support/compare.ts';
import { writeAndDrain } from './support/fifo.ts';
import { LOGGED, lines, logging, type Pair } from './support/logging.ts';
import { alive } from './support/proc.ts';
import { empty, link, runs, type Sandbox, type Tree } from './support/sandbox.ts';
import { until } from './support/until.ts';

const CLOSED_PIPE = 'runsv service: fatal: unable to setup filedescriptor for ./run: file descriptor not open\n';
const CLOSED_TWICE = [1, 0]
  .map((end) => `runsv service: warning: unable to close logpipe[${end}]: file descriptor not open\n`)
  .join('');

/** runsv was told to exit; the service is down, its logger has read everything and is in no hurry. */
const draining = async (box: Sandbox): Promise<Pair> => {
  const pair = await logging(box, { 'log/lingers': empty });
  await pair.service.write('x');
  await pair.service.untilStat('down');
  await pair.service.log.until('run reads the end');
  return pair;
};

const letGo = (box: Sandbox): void => void box.make('service/log', { go: empty });

describe('lines in the pipe at the end', () => {
  /** Logger and service end while `control/t` keeps the original from noticing: it finds both dead at once. */
  const diedTogether = async (box: Sandbox) => {
    const pair = await logging(box, { 'control/t': runs('control-slow.sh') });
    await writeAndDrain(pair.service.path('supervise/control'), 'x');
    await pair.service.until('control/t waits');
    process.kill(pair.service.log.pidOf('run'), 'SIGKILL');
    await until('the logger is dead', () => !alive(pair.service.log.pidOf('run')));
    process.kill(pair.service.pidOf('run'), 'SIGTERM');
    await until('the service has written its last line', () => !alive(pair.service.pidOf('run')));
    box.make('service', { go: empty });
    const { code } = await pair.runsv.ended();
    return { code, lines: lines(pair.service) };
  };
  differs('R07', 'are read by a logger that is started once more', diedTogether, {
    runit: { code: 0, lines: ['line 1', 'line 2', 'line 3'] },
    runstate: { code: 0, lines: ['line 1', 'line 2', 'line 3', 'bye'] },
  });

  same('are lost where the logger is not wanted', async (box) => {
    const pair = await logging(box);
    await pair.service.log.write('d');
    await pair.service.log.untilStat('down');
    await pair.service.write('x');
    return { ending: await pair.runsv.ended(), lines: lines(pair.service), log: pair.service.log.stat() };
  });

  same('are read by a logger that died just before', async (box) => {
    const pair = await logging(box);
    process.kill(pair.service.log.pidOf('run'), 'SIGKILL');
    await until('the logger is dead', () => !alive(pair.service.log.pidOf('run')));
    await pair.service.write('x');
    return { ending: await pair.runsv.ended(), lines: lines(pair.service), log: pair.service.log.view() };
  });
});

describe('a letter while runsv waits for the logger', () => {
  const revival = (letter: string) => async (box: Sandbox) => {
    const pair = await draining(box);
    await pair.service.write(letter);
    await until('it runs again or cannot', () => pair.service.count('run ready') > 1 || pair.runsv.stderr() !== '');
    letGo(box);
    return { starts: pair.service.count('run ready'), stderr: pair.runsv.stderr().slice(0, CLOSED_PIPE.length) };
  };
  for (const letter of ['u', 'o']) {
    differs('R08', `${letter} to the service`, revival(letter), {
      runit: { starts: 1, stderr: CLOSED_PIPE },
      runstate: { starts: 2, stderr: '' },
    });
  }

  same('d to the service: runsv stays, and its service down', async (box) => {
    const { service, runsv } = await draining(box);
    const logger = service.log.pidOf('run');
    await service.write('d');
    letGo(box);
    await until('the logger has ended', () => !alive(logger));
    await service.write('p');
    await service.untilStat('down, paused');
    return { view: service.view(), runsv: runsv.result ?? 'alive', stderr: runsv.stderr() };
  });

  const stopLog = async (box: Sandbox) => {
    const pair = await draining(box);
    await pair.service.log.write('d');
    letGo(box);
    return { ending: await pair.runsv.ended(), stderr: pair.runsv.stderr() };
  };
  const exits = { code: 0, signal: undefined };
  differs('R08', 'd to the log', stopLog, {
    runit: { ending: exits, stderr: CLOSED_TWICE },
    runstate: { ending: exits, stderr: '' },
  });
});

describe('a log directory that another runsv has', () => {
  const SECOND: Tree = { run: runs('recorder.sh'), log: link('../service/log') };

  const blocked = async (box: Sandbox) => {
    await logging(box);
    const second = box.make('second', SECOND);
    const runsv = box.start(box.subject.runsv, ['second']);
    await until('it has its own lock', () => second.exists('supervise/lock'));
    runsv.signal('SIGTERM');
    // The original never ends: this waits long enough for one that would.
    await until('it ends', () => runsv.result !== undefined, { deadline: 1500 }).catch(() => undefined);
    return { ending: runsv.result, stderr: runsv.stderr() };
  };
  differs('R09', 'TERM ends the second runsv', blocked, {
    runit: { ending: undefined, stderr: '' },
    runstate: { ending: { code: 0, signal: undefined }, stderr: '' },
  });
});

describe('log/supervise/pid', () => {
  const atStart = (tree: Tree) => async (box: Sandbox) => {
    const service = box.make('service', { ...LOGGED, ...tree, 'log/down': empty });
    await box.supervise(service);
    await service.started('run');
    return service.exists('log/supervise/pid') ? service.read('log/supervise/pid') : 'missing';
  };
  differs('R10', 'of a log that was never started', atStart({}), { runit: 'missing', runstate: '' });
  differs('R10', 'left by an earlier runsv', atStart({ 'log/supervise/pid': { text: '4711\n' } }), {
    runit: '4711\n',
    runstate: '',
  });
});
