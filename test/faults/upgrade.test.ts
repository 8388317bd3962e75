import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSupervised } from '../../adapters/ok-fifo.ts';
import { until } from '../support/until.ts';
import { isAlive } from './support/lab.ts';
import { type Outcome, UpgradeLab, wrongLines } from './support/upgrade-lab.ts';

const STAYS = '#!/bin/sh\nexec sleep 3600\n';
const LOGGED = Array.from({ length: 20 }, (_, index) => `logged${index}`);
const PLAIN = Array.from({ length: 180 }, (_, index) => `plain${index}`);

const upgraded = (lab: UpgradeLab, from: string, to: string): Outcome => ({
  code: 0,
  out: `/services: version ${from} has become ${to} (pid ${lab.pid})\n`,
  err: '',
});

/** Looks at every service all the time, as `sv` does. @returns ends it, and tells how often somebody was not there. */
const watchOk = (lab: UpgradeLab, names: readonly string[]): (() => { looks: number; misses: string[] }) => {
  const seen = { looks: 0, misses: [] as string[] };
  let isOver = false;
  const look = (): void => {
    for (const name of names) if (!isSupervised(lab.path(name))) seen.misses.push(name);
    seen.looks += 1;
    if (!isOver) setTimeout(look, 1);
  };
  look();
  const end = () => {
    isOver = true;
    return seen;
  };
  onTestFinished(() => void end());
  return end;
};

/** Runs `sv` over and over. @returns ends it, and tells what went wrong. */
const hammer = (lab: UpgradeLab, command: string, name: string): (() => Promise<string[]>) => {
  const wrong: string[] = [];
  let isOver = false;
  const strike = async (): Promise<void> => {
    while (!isOver) {
      const { code, out, err } = await lab.sv(command, name);
      if (code !== 0 || err !== '') wrong.push(`${command} ${name}: ${code} ${out}${err}`);
    }
  };
  const done = strike();
  return async () => {
    isOver = true;
    await done;
    return wrong;
  };
};

/** A service that numbers its lines, under a runsvdir that has just been upgraded. */
const oneUpgraded = async (): Promise<{ lab: UpgradeLab; pid: number }> => {
  const lab = new UpgradeLab();
  lab.addNumbered('a', 1000);
  lab.start();
  await lab.allRun(['a']);
  const pid = lab.pidOf('a');
  expect((await lab.upgrade()).code).toBe(0);
  return { lab, pid };
};

describe('a runsvdir that is upgraded', () => {
  it('keeps the pids, states and lines of 200 services, and is there for sv at every moment', async () => {
    const lab = new UpgradeLab();
    for (const name of LOGGED) lab.addNumbered(name, 5000);
    for (const name of PLAIN) lab.add(name, STAYS);
    lab.start();
    const names = [...LOGGED, ...PLAIN];
    const all = [...names, ...LOGGED.map((name) => `${name}/log`)];
    await lab.allRun(all);
    await lab.sv('down', 'plain0');
    await lab.stands('plain0', 'down');
    await lab.sv('once', 'plain1');
    await lab.stands('plain1', 'run, want down');
    await lab.sv('pause', 'plain2');
    await lab.stands('plain2', 'run, paused');
    const before = all.map((name) => [name, lab.stat(name), lab.pidOf(name), lab.status(name).toString('hex')]);
    const descriptors = lab.descriptors;
    const seen = watchOk(lab, names);
    const strikes = [hammer(lab, 'status', 'logged0'), hammer(lab, 'check', 'plain7')];

    lab.install('2.0.0');
    expect(await lab.upgrade()).toEqual(upgraded(lab, '1.0.0', '2.0.0'));
    const after = () => all.map((name) => [name, lab.stat(name), lab.pidOf(name), lab.status(name).toString('hex')]);
    expect(after()).toEqual(before);
    lab.install('3.0.0');
    expect(await lab.upgrade()).toEqual(upgraded(lab, '2.0.0', '3.0.0'));
    expect(after()).toEqual(before);

    for (const strike of strikes) expect(await strike()).toEqual([]);
    const { looks, misses } = seen();
    expect(misses).toEqual([]);
    expect(looks).toBeGreaterThan(10);
    await until('no descriptor is left of it', () => lab.descriptors <= descriptors);
    await lab.sv('down', ...LOGGED);
    for (const name of LOGGED) await lab.stands(name, 'down');
    for (const name of LOGGED)
      await until(`all lines of ${name}`, () => wrongLines(lab, name).length === 0).catch(() =>
        expect(wrongLines(lab, name)).toEqual([]),
      );
    expect(lab.said).toBe('');
  });

  it('hears how a service ends while nobody is there to hear it, and tells finish', async () => {
    const lab = new UpgradeLab();
    // It ends when its supervisor is the next one: its own title is what a new program has not set yet.
    lab.add(
      'a',
      `#!/bin/sh
[ -e ends ] && exec sleep 3600
while [ ! -e go ]; do sleep 0.1; done
while [ "$(cat /proc/$PPID/comm)" = runsvdir ]; do :; done
exit 7
`,
      { finish: '#!/bin/sh\necho "$@" >>ends\n' },
    );
    lab.start();
    await lab.allRun(['a']);
    writeFileSync(lab.path('a', 'go'), '');
    expect((await lab.upgrade()).code).toBe(0);
    await until('finish has been told', () => existsSync(lab.path('a', 'ends')));
    await lab.stands('a', 'run');
    expect(readFileSync(lab.path('a', 'ends'), 'utf8')).toBe('7 0\n');
  });

  it('keeps its LOG argument, and what is shown of it', async () => {
    const lab = new UpgradeLab();
    lab.add(
      'a',
      '#!/bin/sh\necho before >&2\nwhile [ ! -e go ]; do sleep 0.02; done\necho after >&2\nexec sleep 3600\n',
    );
    lab.start(`log: ${'.'.repeat(60)}`);
    await lab.allRun(['a']);
    const title = (): string => readFileSync(`/proc/${lab.pid}/cmdline`, 'latin1');
    await until('what was said is shown', () => title().includes('before'));
    expect((await lab.upgrade()).code).toBe(0);
    expect(title()).toContain('before');
    writeFileSync(lab.path('a', 'go'), '');
    await until('what is said is shown', () => /before\s+after/.test(title()));
    expect(lab.said).toBe('');
  });

  it.each<[NodeJS.Signals, number]>([
    ['SIGHUP', 111],
    ['SIGTERM', 0],
  ])('%s right after it: does what it does at any time', async (signal, code) => {
    const { lab, pid } = await oneUpgraded();
    lab.signal(signal);
    expect(await lab.ended).toBe(code);
    expect(isAlive(pid)).toBe(signal === 'SIGTERM');
  });

  it('killed right after it: the next one takes over, and no line is lost', async () => {
    const { lab, pid } = await oneUpgraded();
    lab.signal('SIGKILL');
    await lab.ended;
    lab.start();
    await until('it is supervised again', () => isSupervised(lab.path('a')));
    expect(lab.pidOf('a')).toBe(pid);
    await lab.sv('down', 'a');
    await lab.stands('a', 'down');
    await until('all lines are there', () => wrongLines(lab, 'a').length === 0);
  });
});

describe('a runsvdir that cannot be upgraded', () => {
  const stays = async (broken: string, why: RegExp): Promise<void> => {
    const lab = new UpgradeLab();
    lab.addNumbered('a', 1000);
    lab.add('b', STAYS);
    lab.start();
    await lab.allRun(['a', 'a/log', 'b']);
    const before = [lab.status('a'), lab.status('a/log'), lab.status('b')];
    const descriptors = lab.descriptors;
    lab.install('2.0.0', broken);
    const { code, out, err } = await lab.upgrade();
    expect([code, out]).toEqual([111, '']);
    expect(err).toMatch(why);
    expect(err).toMatch(new RegExp(`; version 1\\.0\\.0 \\(pid ${lab.pid}\\) goes on as before\\n$`));
    expect([lab.status('a'), lab.status('a/log'), lab.status('b')]).toEqual(before);
    await until('no descriptor is left of it', () => lab.descriptors <= descriptors);
    expect(lab.said).toBe('');
    // It can be all the same, once what is on disk is whole.
    lab.install('3.0.0');
    expect(await lab.upgrade()).toEqual(upgraded(lab, '1.0.0', '3.0.0'));
    await lab.sv('down', 'a');
    await lab.stands('a', 'down');
    await until('all lines are there', () => wrongLines(lab, 'a').length === 0);
  };

  it.each([
    ['is no JavaScript', 'this is none', /cannot be started: .*SyntaxError/s],
    ['ends with an error', 'console.error("no room"); process.exit(1)', /cannot be started: no room;/],
    ['kills itself', 'process.kill(process.pid, "SIGKILL")', /cannot be started;/],
    ['says something else', 'console.log("hello"); setInterval(() => {}, 1000)', /does not say .* but: hello;/],
    [
      'writes notes of another form',
      `console.log(JSON.stringify({ runstate: '2.0.0', form: 0, command: ['true'] }))`,
      /version 2\.0\.0, cannot go on from this version;/,
    ],
    [
      'cannot be executed in the end',
      `console.log(JSON.stringify({ runstate: '2.0.0', form: 1, command: ['/nonexistent'] }))`,
      /unable to run \/nonexistent: file does not exist;/,
    ],
  ])('because the new program %s: goes on', (_, broken, why) => stays(broken, why));

  it('because the new program hangs: goes on, and ends it', async () => {
    await stays('setInterval(() => {}, 1000); process.title = "hangs"', /has said nothing for 10 seconds;/);
  });

  it('because a service is in the midst of something: says which', async () => {
    const lab = new UpgradeLab();
    lab.add('slow', STAYS, { 'control/h': '#!/bin/sh\nwhile [ ! -e ../go ]; do sleep 0.1; done\n' });
    lab.start();
    await lab.allRun(['slow']);
    const pid = lab.pidOf('slow');
    await lab.sv('hup', 'slow');
    const { code, err } = await lab.upgrade();
    expect([code, err]).toEqual([
      111,
      `runstate: fatal: unable to upgrade: /services: no quiet moment in 10 seconds: slow is starting, stopping or being told something; version 1.0.0 (pid ${lab.pid}) goes on as before\n`,
    ]);
    writeFileSync(join(lab.path('slow'), '../go'), '');
    expect([lab.pidOf('slow'), lab.stat('slow')]).toEqual([pid, 'run']);
  });

  it.each([
    [{ RUNSTATE_SYSTEM: 'portable' }, /koffi cannot be loaded here/],
    [{ RUNSTATE_RUNSV: '/usr/bin/runsv' }, /it starts a runsv program for each service/],
  ])('with %j: says so', async (environment, why) => {
    const lab = new UpgradeLab();
    lab.start(undefined, environment);
    const { code, err } = await until('somebody answers', async () => {
      const outcome = await lab.upgrade();
      return !outcome.err.includes('no supervisor') && outcome;
    });
    expect(code).toBe(111);
    expect(err).toMatch(why);
  });

  it('told by USR2: says why on standard error', async () => {
    const lab = new UpgradeLab();
    lab.add('a', STAYS);
    lab.start();
    await lab.allRun(['a']);
    lab.install('2.0.0', 'process.exit(1)');
    lab.signal('SIGUSR2');
    const line = `runsvdir ${lab.services}: warning: unable to upgrade: the new program cannot be started\n`;
    await until('it has said so', () => lab.said === line);
    lab.install('3.0.0');
    lab.signal('SIGUSR2');
    await until('it has been upgraded', async () => (await lab.version()) === '3.0.0');
  });
});
