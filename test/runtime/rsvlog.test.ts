import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Form, LogLab } from '../support/log-lab.ts';
import { program, temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const RSVLOG = resolve(import.meta.dirname, '../../dist/bin/rsvlog');
const isRoot = process.getuid?.() === 0;

/** A log service `web/log` of rsvlog's, called as runsv does. */
class Service {
  readonly root = temporary();
  readonly log = join(this.root, 'web/log');

  constructor(conf?: string, name = 'run') {
    mkdirSync(this.log, { recursive: true });
    symlinkSync(RSVLOG, join(this.log, name));
    if (conf !== undefined) writeFileSync(join(this.log, 'conf'), conf);
  }

  /** Runs it on two lines; the directory is taken out of what it says. */
  run(env: Record<string, string> = { SV_LOG_BASE: join(this.root, 'base') }, name = './run') {
    const { status, stdout, stderr } = spawnSync(name, {
      cwd: this.log,
      env: { PATH: `${join(this.root, 'bin')}:/usr/bin:/bin`, ...env },
      input: 'one\ntwo\n',
      encoding: 'latin1',
    });
    const plain = (text: string): string => text.replaceAll(this.root, '');
    return { status, stdout: plain(stdout), stderr: plain(stderr) };
  }

  /** Names in a directory: links with where they lead, `current` with its lines, stamps taken out. */
  list(path: string): string[] {
    const directory = join(this.root, path);
    return readdirSync(directory).map((name) => {
      const file = join(directory, name);
      if (lstatSync(file).isSymbolicLink()) return `${name} -> ${readlinkSync(file).replace(this.root, '')}`;
      if (name !== 'current') return name;
      return `${name}: ${readFileSync(file, 'latin1')
        .replaceAll(/^@[0-9a-f]{24} /gm, '@ ')
        .replaceAll('\n', ' ')}`;
    });
  }
}

const LOGGED = ['current: @ one @ two ', 'lock'];

describe('rsvlog', () => {
  it('logs under its base, by the name of the service', () => {
    const service = new Service();
    expect(service.run()).toEqual({ status: 0, stdout: 'rsvlog: info: logging to /base/web\n', stderr: '' });
    expect(service.list('base/web')).toEqual(LOGGED);
    expect(service.list('web/log')).toEqual(['current -> main/current', 'main -> /base/web', `run -> ${RSVLOG}`]);
    service.run();
    expect(service.list('base/web')).toEqual(['current: @ one @ two @ one @ two ', 'lock']);
  });

  it('T07: logs where ./conf says, with a second name for the log', () => {
    const service = new Service('SV_LOG_BASE=../../logs\nSV_LOGDIR=a/b\nCURRENT_LOG_FILE=web.log\n');
    expect(service.run()).toEqual({ status: 0, stdout: 'rsvlog: info: logging to ../../logs/a/b\n', stderr: '' });
    expect(service.list('logs/a/b')).toEqual([...LOGGED, 'web.log -> current']);
    expect(service.run().status).toBe(0);
  });

  it('has a shell read ./conf, before which nothing of its own is set', () => {
    const conf =
      'for self in home node open; do :; done; home=x signal=y set=z\nSV_LOGDIR=$(echo "$NAME").logs\necho read >&2\n';
    const service = new Service(conf);
    expect(service.run({ SV_LOG_BASE: join(service.root, 'base'), NAME: 'x y' })).toEqual({
      status: 0,
      stdout: 'rsvlog: info: logging to /base/x y.logs\n',
      stderr: 'read\n',
    });
  });

  it('does not go on where ./conf fails', () => {
    const service = new Service('false\nSV_LOGDIR=x\n');
    expect(service.run()).toEqual({ status: 1, stdout: '', stderr: '' });
    expect(existsSync(join(service.root, 'base'))).toBe(false);
  });

  it('keeps a directory main, and repairs a link', () => {
    const service = new Service();
    symlinkSync('/nowhere/at/all', join(service.log, 'main'));
    expect(service.run().stdout).toBe('rsvlog: info: logging to /base/web\n');
    rmSync(join(service.log, 'main'));
    mkdirSync(join(service.log, 'main'));
    expect(service.run()).toEqual({ status: 0, stdout: 'rsvlog: info: logging to ./main\n', stderr: '' });
    expect(service.list('web/log/main')).toEqual(LOGGED);
  });

  it('logs beside itself where its base cannot be had', () => {
    const service = new Service('CURRENT_LOG_FILE=web.log');
    const said = 'rsvlog: info: logging to the directory of the log service\n';
    expect(service.run({ SV_LOG_BASE: '/proc/nowhere' })).toEqual({ status: 0, stdout: said, stderr: '' });
    expect(service.list('web/log')).toEqual(['conf', ...LOGGED, `run -> ${RSVLOG}`, 'web.log -> current']);
  });

  it('T09: says what is in its way', () => {
    const service = new Service('CURRENT_LOG_FILE=no/such/web.log\n');
    expect(service.run()).toEqual({
      status: 111,
      stdout: '',
      stderr: 'rsvlog: fatal: unable to link no/such/web.log to current: file does not exist\n',
    });
    const elsewhere = new Service(undefined, 'logger');
    const refused = 'rsvlog: fatal: it is to be linked as run in the log directory of a service\n';
    expect(elsewhere.run({}, './logger')).toEqual({ status: 111, stdout: '', stderr: refused });
    expect(elsewhere.run({}, RSVLOG)).toEqual({ status: 111, stdout: '', stderr: refused });
  });

  it('hands over to syslog', () => {
    const service = new Service('SV_LOG_SYSLOG=yes\nexport MORE=more\n');
    program(join(service.root, 'bin/logger'), '#!/bin/sh\necho "logger $*, $MORE"\ncat\n');
    expect(service.run()).toEqual({
      status: 0,
      stdout: 'rsvlog: info: logging to syslog: daemon.info\nlogger -p daemon.info, more\none\ntwo\n',
      stderr: '',
    });
    expect(service.list('web/log')).toEqual(['conf', `run -> ${RSVLOG}`]);
  });

  it('refuses an account that is not there', () => {
    const service = new Service('USERGROUP=no-such-user:adm\n');
    expect(service.run()).toEqual({
      status: 111,
      stdout: '',
      stderr: 'rsvlog: fatal: unknown user/group: no-such-user:adm\n',
    });
    expect(existsSync(join(service.root, 'base'))).toBe(false);
  });

  it.skipIf(!isRoot)('logs as the account that ./conf names, to which it gives what is there', () => {
    const service = new Service('USERGROUP=nobody:adm\n');
    spawnSync('chmod', ['755', service.root]);
    mkdirSync(join(service.root, 'base/web'), { recursive: true });
    writeFileSync(join(service.root, 'base/web/current'), '@ zero\n');
    writeFileSync(join(service.root, 'foreign'), '');
    spawnSync('ln', [join(service.root, 'foreign'), join(service.root, 'base/web/planted')]);
    expect(service.run()).toEqual({
      status: 0,
      stdout: 'rsvlog: info: logging to /base/web as nobody:adm\n',
      stderr: '',
    });
    const owner = (path: string): number[] => [
      statSync(join(service.root, path)).uid,
      statSync(join(service.root, path)).gid,
    ];
    expect(service.list('base/web')).toContain('current: @ one @ two ');
    expect([owner('base/web'), owner('base/web/current'), owner('foreign')]).toEqual([
      [65534, 4],
      [65534, 4],
      [0, 0],
    ]);
  });
});

describe('rsvlog as a log service', () => {
  /** A service whose logger is rsvlog, and what it has logged. */
  const start = async (form: Form, conf: string, as?: string): Promise<LogLab> => {
    const lab = new LogLab(form, { run: '#!/bin/sh\necho one\necho two\nexec sleep 1000\n', directories: [] });
    rmSync(join(lab.log, 'run'));
    symlinkSync(RSVLOG, join(lab.log, 'run'));
    writeFileSync(join(lab.log, 'conf'), `SV_LOG_BASE=${lab.root}/base\n${conf}`);
    lab.start();
    await lab.logRuns(as);
    return lab;
  };
  const logged = (lab: LogLab): Promise<boolean> =>
    until('both lines are logged', () =>
      / one\n@\w+ two\n$/.test(readFileSync(join(lab.root, 'base/a/current'), 'latin1')),
    );
  const view = (lab: LogLab): string[] => [
    ...readdirSync(lab.log).sort(),
    readlinkSync(join(lab.log, 'main')).replace(lab.root, ''),
    readlinkSync(join(lab.log, 'current')),
    ...readdirSync(join(lab.root, 'base/a')),
  ];
  const SEEN = ['conf', 'current', 'main', 'run', 'supervise', '/base/a', 'main/current', 'c.log', 'current', 'lock'];

  for (const form of ['hosted', 'process'] as const)
    it(`T10: runs ${form === 'hosted' ? 'inside runsvdir' : 'as a process'}`, async () => {
      const lab = await start(form, 'CURRENT_LOG_FILE=c.log\n');
      await logged(lab);
      expect(view(lab)).toEqual(SEEN);
    });

  it('is a process where ./conf is for a shell', async () => {
    const lab = await start('hosted', 'umask 077\n', 'run, a process');
    await logged(lab);
    expect(statSync(join(lab.root, 'base/a')).mode & 0o777).toBe(0o700);
  });

  it.skipIf(!isRoot)('is a process where it has an account of its own', async () => {
    const lab = await start('hosted', 'USERGROUP=nobody:nogroup\n', 'run, a process');
    spawnSync('chmod', ['755', lab.root]);
    await logged(lab);
    expect(readFileSync(`/proc/${readFileSync(join(lab.log, 'supervise/pid'), 'utf8').trim()}/status`, 'utf8')).toMatch(
      /^Uid:\t65534\t65534\t65534\t65534$/m,
    );
  });
});
