import { existsSync, mkdirSync, readFileSync, symlinkSync, unlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toPath } from '../../../adapters/bytes.ts';
import type { Recording } from '../../../runtime/watch/messages.ts';
import { program } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';
import { WatchLab } from './support/watch-lab.ts';

const BIN = resolve(import.meta.dirname, '../../../dist/bin');
const DEBIAN = '/usr/bin/runsvdir';

const labWith = (...names: string[]): WatchLab => {
  const lab = new WatchLab();
  lab.add(...names);
  return lab;
};

/** How many are connected to a supervisor's socket, which was bound under another name: by proc_net(5), 03 is connected. */
const clientsOf = (socket: string): number =>
  readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .filter((line) => / 03 +\d+ /.test(line) && line.endsWith(`${socket}.new`)).length;

/** With times and pids as words. */
const timeless = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}/g, 'TIME')
    .replace(/pid \d+/g, 'pid PID')
    .replace(/\d+ (s|min)\b(?! is over)/g, 'AGO');

const crasher = (): WatchLab => {
  const lab = new WatchLab();
  lab.define('crash', '#!/bin/sh\nexit 3\n');
  lab.link('crash');
  return lab;
};

describe('history', () => {
  it('says why a crash-looper is where it is: its exit code, and the pause before the next start', async () => {
    const lab = crasher();
    lab.start();
    await lab.socket();
    const { out } = await until('it has been started again, and rests', async () => {
      const told = await lab.tell('history', 'crash');
      return told.out.includes('is over') && told.out.startsWith('crash is backoff') && told;
    });
    const lines = timeless(out).split('\n');
    expect(lines[0]).toBe(
      'crash is backoff for AGO, wanted up: run exited with 3, a pause of AGO before the next start',
    );
    const round = [
      'TIME  crash/main  running → backoff                            run exited with 3',
      'TIME  crash/main  backoff → starting                           the pause of 1 s is over',
      'TIME  crash/main  starting: consulting → spawning              control/u has ended, or there is none',
      'TIME  crash/main  starting → running                           run was started, pid PID',
      'TIME  crash/main  running → backoff                            run exited with 3',
    ].map((line) => line.replace(/ +/g, ' '));
    expect(lines.slice(-6, -1).map((line) => line.replace(/ +/g, ' '))).toEqual(round);
  });

  it('says that it was sv that took a service down, and writes it as a recording', async () => {
    const lab = labWith('a');
    lab.start();
    await lab.running('a');
    await lab.socket();
    lab.control('a', 'd');
    await lab.tell('wait', 'a', '--until', 'down');
    const { out } = await lab.tell('history', 'a');
    expect(timeless(out).split('\n')[0]).toBe('a is down for AGO, wanted down: sv down, run was killed by SIGTERM');
    const recording: Recording = JSON.parse((await lab.tell('history', '--json', 'a/main')).out);
    // Where it did not run for a second, it rests first.
    const causes = recording.steps.map(({ cause }) => cause).filter((cause) => cause !== 'the pause of 1 s is over');
    expect({ ...recording, steps: causes }).toEqual({
      ...{ format: 'runstate-recording', version: 1, directory: lab.services, recordedAt: expect.any(Number) },
      ...{ actor: 'a/main', lost: 0 },
      steps: [
        'service was started',
        'control/u has ended, or there is none',
        expect.stringMatching(/^run was started, pid \d+$/),
        'sv down',
        'run was killed by SIGTERM',
      ],
    });
  });

  it('says what a hosted logger did', async () => {
    const lab = labWith('a');
    const log = join(lab.home('a'), 'log');
    mkdirSync(join(log, 'main'), { recursive: true });
    program(join(log, 'run'), '#!/bin/sh\nexec svlogd ./main\n');
    lab.start();
    await lab.running('a');
    await lab.socket();
    const { steps }: Recording = JSON.parse((await lab.tell('history', '--json', 'a/log')).out);
    expect(steps.map(({ actor, cause }) => `${actor}: ${cause.replace(/\d+$/, 'PID')}`).sort()).toEqual([
      'a/log/svlogd/./main: log-directory was started',
      'a/log/svlogd/./main: the log directory is open',
      'a/log/svlogd: log directory 0 is open',
      'a/log/svlogd: svlogd was started',
      'a/log: run was started, pid PID',
      'a/log: service was started',
    ]);
    const { services } = JSON.parse((await lab.tell('status', '--json', 'a/log')).out);
    expect(services).toMatchObject([{ actor: 'a/log', hosted: true, log: { bytes: 0, rotations: 0 } }]);
  });
});

describe('status', () => {
  it('is a table of what runs, of what does not, and of what nobody supervises', async () => {
    const lab = crasher();
    lab.add('a');
    mkdirSync(join(lab.services, 'b'));
    program(join(lab.services, 'b/down'), '');
    lab.start();
    const pid = await lab.running('a');
    await lab.socket();
    const look = async (): Promise<string[]> => (await lab.tell('status')).out.split('\n');
    const lines = await until('b is down, and crash rests', async () => {
      const told = await look();
      return told[3]?.includes('backoff') && told;
    });
    expect(
      lines.map((line) =>
        timeless(line.replace(String(pid), 'PID'))
          .replace(/ +/g, ' ')
          .replace(/ \d /, ' N '),
      ),
    ).toEqual([
      'SERVICE STATE WANT PID SINCE RESTARTS LAST EXIT',
      'a running up PID AGO 0',
      'b down down AGO 0',
      expect.stringMatching(/^crash backoff up AGO (N|\d+) exit 3, AGO ago$/),
      '',
    ]);
    expect(await lab.tell('status', 'no')).toMatchObject({
      code: 1,
      err: `runstate: warning: there is no service no in ${lab.services}\n`,
    });
  });

  it('shows names as a terminal can bear them, and JSON has all of their bytes', async () => {
    const lab = new WatchLab();
    const [name, coloured] = ['caf\udce9', 'a\x1b[31mb'];
    for (const one of [name, coloured]) {
      lab.define(one);
      symlinkSync(toPath(lab.home(one)), toPath(`${lab.services}/${one}`));
    }
    lab.start();
    await lab.running(name);
    await lab.running(coloured);
    await lab.socket();
    const { out } = await lab.tell('status');
    expect(out.split('\n').map((line) => line.split(' ')[0])).toEqual(['SERVICE', 'ab', 'caf\ufffd', '']);
    const { services } = JSON.parse((await lab.tell('status', '--json')).out);
    expect(services.map((service: { name: string }) => service.name)).toEqual([coloured, name]);
  });

  it.skipIf(!existsSync(DEBIAN))("is read from the files of C runit's services", async () => {
    const lab = labWith('a');
    // With their runsv, too.
    lab.start(DEBIAN, undefined, { PATH: '/usr/bin:/bin' });
    const pid = await lab.running('a');
    const { code, out, err } = await lab.tell('status', '--json', 'a');
    expect({ code, err, told: JSON.parse(out) }).toEqual({
      code: 0,
      err: '',
      told: {
        directory: lab.services,
        source: 'files',
        services: [
          {
            ...{ actor: 'a/main', name: 'a', role: 'main', state: 'running', value: null, want: 'up' },
            ...{ paused: false, gotTerm: false, pid, since: expect.any(Number), restarts: null },
            ...{ lastExit: null, hosted: null, log: null },
          },
        ],
        unsupervised: [],
      },
    });
    expect(await lab.tell('history', 'a')).toMatchObject({
      code: 111,
      err: expect.stringMatching(/^runstate: fatal: unable to tell the history of a: .*: no supervisor that records/),
    });
    const waiting = lab.tell('wait', 'a', '--until', 'down');
    lab.control('a', 'd');
    expect(await waiting).toMatchObject({ code: 0 });
  });

  it.skipIf(!existsSync(DEBIAN))(
    'is told by our runsv under their runsvdir, of the one service that it has',
    async () => {
      const lab = labWith('a');
      lab.start(DEBIAN);
      await lab.running('a');
      await lab.socket();
      const told = JSON.parse((await lab.tell('status', '--json', 'a')).out);
      expect(told).toMatchObject({
        source: 'supervisor',
        services: [{ actor: 'a/main', state: 'running', restarts: 0 }],
      });
      expect((await lab.tell('history', 'a')).out).toMatch(/^a is running /);
    },
  );

  it('finds a runsv that is alone, and a container that has lost its socket', async () => {
    const lab = labWith('a');
    lab.start(join(BIN, 'runsv'), lab.home('a'));
    await lab.running('a');
    unlinkSync(await lab.socket());
    const told = JSON.parse((await lab.runstate('status', '--json', '--directory', lab.services)).out);
    expect(told).toMatchObject({ source: 'files', services: [{ actor: 'a/main', state: 'running' }] });
    const other = labWith('b');
    other.start(join(BIN, 'runsv'), other.home('b'));
    await other.running('b');
    await other.socket();
    const { out } = await other.runstate('history', '--json', '--directory', other.home('b'), 'b.home/main');
    expect(JSON.parse(out)).toMatchObject({ actor: 'b.home/main', steps: expect.arrayContaining([]) });
  });
});

it.skipIf(!existsSync('/usr/bin/runsv'))(
  'waits for what another runsv supervises, under a runsvdir of ours',
  async () => {
    const lab = labWith('a');
    lab.start(undefined, undefined, { RUNSTATE_RUNSV: '/usr/bin/runsv' });
    await lab.running('a');
    await lab.socket();
    const warning =
      'runstate: warning: a is supervised by another runsv: looking at supervise/status ten times a second\n';
    expect(await lab.tell('wait', 'a', '--until', 'up')).toEqual({ code: 0, out: '', err: '' });
    const late = { code: 1, out: '', err: warning };
    expect(await lab.tell('wait', 'a', '--until', 'down', '--timeout', '2')).toEqual(late);
    const down = lab.tell('wait', 'a', '--until', 'down');
    lab.control('a', 'd');
    expect(await down).toMatchObject({ code: 0 });
  },
);

it('says that it waits for what nobody supervises, once a supervisor has had a moment to start', async () => {
  const lab = labWith('a');
  expect(await lab.tell('wait', 'a', '--until', 'gone')).toEqual({ code: 0, out: '', err: '' });
  expect(await lab.tell('wait', 'a', '--until', 'up', '--timeout', '2')).toEqual({
    code: 1,
    out: '',
    err: `runstate: warning: no supervisor of ${lab.services} can be asked: looking at supervise/status ten times a second\n`,
  });
});

it('means the same service by its name and by a path to it, in every command', async () => {
  const lab = labWith('a');
  program(join(lab.home('a'), 'log/run'), '#!/bin/sh\nexec svlogd ./main\n');
  mkdirSync(join(lab.home('a'), 'log/main'));
  lab.start();
  await lab.running('a');
  await lab.socket();
  const [services, home] = [lab.services, lab.home('a')];
  const inDirectory = ['--directory', services];
  const ways: readonly (readonly string[])[] = [
    [...inDirectory, 'a'],
    [...inDirectory, 'a/'],
    [...inDirectory, './a'],
    [...inDirectory, home],
    [`${services}/a`],
    ['./a/'],
    ['../services/a'],
  ];
  for (const way of ways) {
    const status = JSON.parse((await lab.runstate('status', '--json', ...way)).out);
    const actors = status.services.map(({ actor }: { actor: string }) => actor);
    expect([way, status.source, actors]).toEqual([way, 'supervisor', ['a/main', 'a/log']]);
  }
  for (const way of [[...inDirectory, 'a/log'], ['./a/log/'], [...inDirectory, `${home}/log`]]) {
    const recording: Recording = JSON.parse((await lab.runstate('history', '--json', ...way)).out);
    const followed = await lab.runstate('wait', '--until', 'up', ...way);
    expect([way, recording.actor, followed.code]).toEqual([way, 'a/log', 0]);
    expect((await lab.runstate('events', ...way)).out).toMatch(/ a\/log {2}/);
  }
});

it.each([
  ['history', 'b'],
  ['history', './b'],
  ['history', 'a/nothing'],
  ['events', 'b'],
  ['events', '--follow', 'b'],
  ['wait', '--until', 'up', 'b'],
  ['wait', '--until', 'up', 'a/svlogd'],
])('%s %s %s %s: there is no such service', async (...words) => {
  const lab = labWith('a');
  lab.start();
  await lab.running('a');
  await lab.socket();
  const asked = words.filter((word) => word !== undefined);
  const { code, out, err } = await lab.runstate(...asked, '--directory', lab.services);
  expect({ code, out, reason: err.slice(err.lastIndexOf(': ') + 2) }).toEqual({
    ...{ code: 111, out: '', reason: `there is no service ${asked.at(-1)}\n` },
  });
});

describe('wait', () => {
  it('ends with the state, as short as it may be, and with 1 when it takes too long', async () => {
    const lab = crasher();
    program(join(lab.services, 'crash/finish'), '#!/bin/sh\n');
    lab.start();
    await lab.socket();
    const [finishing, late] = [
      lab.tell('wait', 'crash', '--until', 'finishing'),
      lab.tell('wait', 'crash', '--until', 'down', '--timeout', '0.2'),
    ];
    expect(await finishing).toEqual({ code: 0, out: '', err: '' });
    expect(await late).toEqual({ code: 1, out: '', err: '' });
  });

  it('hears of a service that is gone, and of a supervisor that is', async () => {
    const lab = labWith('a');
    const { child } = lab.start();
    await lab.running('a');
    const socket = await lab.socket();
    const [gone, late] = [lab.tell('wait', 'a', '--until', 'gone'), lab.tell('wait', 'a', '--until', 'backoff')];
    await until('both are connected', () => clientsOf(socket) >= 2);
    lab.control('a', 'x');
    expect(await gone).toMatchObject({ code: 0 });
    child.kill('SIGTERM');
    expect(await late).toEqual({
      code: 111,
      out: '',
      err: `runstate: fatal: unable to wait for a: ${lab.services}: the supervisor (pid ${child.pid}) has ended\n`,
    });
    expect(await lab.tell('wait', 'b', '--until', 'up')).toMatchObject({
      code: 111,
      err: `runstate: fatal: unable to wait for b: ${lab.services}: there is no service b\n`,
    });
  });
});

it('events are told as they come, until the supervisor ends', async () => {
  const lab = labWith('a');
  const { child } = lab.start();
  await lab.running('a');
  const socket = await lab.socket();
  const kept = await lab.tell('events', 'a');
  const followed = lab.tell('events', '--follow', 'a/main');
  const json = lab.tell('events', '--follow', '--json', 'a/main');
  await until('both follow', () => clientsOf(socket) >= 2);
  lab.control('a', 'd');
  expect((await lab.tell('wait', 'a', '--until', 'down')).code).toBe(0);
  expect(timeless(kept.out).replace(/ +/g, ' ')).toContain('TIME a/main starting → running run was started, pid PID\n');
  child.kill('SIGTERM');
  const { code, out, err } = await followed;
  expect({ code, err }).toEqual({
    code: 111,
    err: `runstate: fatal: unable to tell the events: ${lab.services}: the supervisor (pid ${child.pid}) has ended\n`,
  });
  expect(timeless(out)).toMatch(/^TIME {2}a\/main {2}running → (?:backoff|down) +run was killed by SIGTERM$/m);
  const steps = (await json).out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  expect(steps.map(({ type, step }) => `${type} ${step.cause}`)).toContain('step sv down');
});

it.each([
  ['status', '--no-such-option'],
  ['history'],
  ['history', 'a', 'b'],
  ['events', 'a', 'b'],
  ['wait', 'a'],
  ['wait', 'a', '--until', 'nowhere'],
  ['wait', 'a', '--until', 'up', '--timeout', 'long'],
  ['status', '/'],
])('%s %s is wrong usage', async (...args) => {
  const { code, out, err } = await new WatchLab().runstate(...args.filter((arg) => arg !== undefined));
  expect({ code, out, usage: err.split(' [')[0]!.slice(0, 16) }).toEqual({
    code: 100,
    out: '',
    usage: 'usage: runstate ',
  });
});
