import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isLinux } from '../support/kernel.ts';
import { program } from '../support/temporary.ts';
import { until } from '../support/until.ts';
import { Lab } from './support/lab.ts';

const PROGRAM = resolve(import.meta.dirname, '../../runtime/programs/runsvdir.ts');

type Running = { child: ChildProcess; said: () => string; ended: Promise<number | NodeJS.Signals | null> };

/** The program itself over a directory, through a shell that sets limits first. */
const runsvdir = (directory: string, limits = ''): Running => {
  const child = spawn('/bin/sh', ['-c', `${limits}exec "$0" "$@"`, process.execPath, PROGRAM, directory], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr!.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<number | NodeJS.Signals | null>((settle) =>
    child.once('exit', (code, signal) => settle(code ?? signal)),
  );
  onTestFinished(async () => {
    child.kill('SIGHUP');
    const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
    await ended;
    clearTimeout(timer);
  });
  return { child, said: () => said, ended };
};

const under = async (lab: Lab, name: string): Promise<void> => {
  await until(`${name} is supervised`, () => {
    lab.control(name, 'p');
    return lab.stat(name).includes('paused');
  });
  lab.control(name, 'c');
  await until(`${name} goes on`, () => !lab.stat(name).includes('paused'));
};

/** Whether a runsv takes a letter, and its files are its own by now: it has opened `ok`. */
const hears = (lab: Lab, name: string, letter = 'c'): boolean => {
  closeSync(openSync(`${lab.home(name)}/supervise/ok`, constants.O_WRONLY | constants.O_NONBLOCK));
  lab.control(name, letter);
  return true;
};

const wantOf = (lab: Lab, name: string): string =>
  String.fromCharCode(readFileSync(`${lab.home(name)}/supervise/status`)[17]!);

describe('runsvdir', () => {
  it('R21: killed, again and again: its services run on, and the next one takes them over', async () => {
    const lab = new Lab();
    lab.add('a', 'b');
    let { child, ended } = runsvdir(lab.services);
    const pids = [await lab.running('a'), await lab.running('b')];
    for (let time = 0; time < 3; time++) {
      child.kill('SIGKILL');
      await ended;
      expect([lab.alive('a'), lab.alive('b')]).toEqual(pids.map((pid) => [pid]));
      ({ child, ended } = runsvdir(lab.services));
      await under(lab, 'a');
      await under(lab, 'b');
    }
    expect([lab.lives('a'), lab.lives('b')]).toEqual(pids.map((pid) => [pid]));
    // An adopted one is stopped as any other.
    lab.control('a', 'd');
    await until('it is down', () => lab.stat('a') === 'down');
    expect(lab.alive('a')).toEqual([]);
  });

  it.runIf(isLinux(6, 15))(
    'killed: how a process ends that its successor has taken over is known all the same',
    async () => {
      const lab = new Lab();
      lab.define('a', "#!/bin/sh\ntrap 'exit 7' TERM\necho $$ >>pids\nwhile :; do sleep 0.1; done\n");
      program(`${lab.home('a')}/finish`, '#!/bin/sh\necho "$@" >>ends\n');
      lab.link('a');
      const { child, ended } = runsvdir(lab.services);
      await lab.running('a');
      child.kill('SIGKILL');
      await ended;
      runsvdir(lab.services);
      await under(lab, 'a');
      lab.control('a', 't');
      const ends = (): string => readFileSync(`${lab.home('a')}/ends`, 'utf8');
      await until('finish has been run', () => existsSync(`${lab.home('a')}/ends`) && ends() !== '');
      expect(ends()).toBe('7 0\n');
      await until('it runs again', () => lab.lives('a').length === 2);
    },
  );

  it('killed as soon as the files tell of a process: never two copies', async () => {
    const lab = new Lab();
    const names = ['a', 'b', 'c'];
    const pids: number[] = [];
    for (const name of names) {
      const { child, ended } = runsvdir(lab.services);
      lab.add(name);
      pids.push(
        await until(`${name} has a process`, () => Number(readFileSync(`${lab.home(name)}/supervise/pid`)) || false),
      );
      child.kill('SIGKILL');
      await ended;
    }
    runsvdir(lab.services);
    for (const name of names) await under(lab, name);
    expect(names.map((name) => lab.lives(name))).toEqual(pids.map((pid) => [pid]));
  });

  it('killed in the midst of its starts: never two copies', async () => {
    const lab = new Lab();
    const hasRecord = (name: string): boolean => {
      try {
        return readFileSync(`${lab.home(name)}/supervise/child`, 'latin1').trim() !== '';
      } catch {
        return false;
      }
    };
    const names: string[] = [];
    for (let round = 0; round < 6; round++) {
      const fresh = [`${round}a`, `${round}b`, `${round}c`];
      lab.add(...fresh);
      names.push(...fresh);
      const { child, ended } = runsvdir(lab.services);
      await until('one is about to start', () => fresh.some(hasRecord));
      child.kill('SIGKILL');
      await ended;
    }
    runsvdir(lab.services);
    for (const name of names) await under(lab, name);
    expect(names.map((name) => lab.alive(name).length)).toEqual(names.map(() => 1));
  });

  it('killed between a stop and its TERM, or during an exit: the next one does what was asked', async () => {
    const lab = new Lab();
    const names = ['stopped', 'exiting', 'once'];
    lab.add('once');
    for (const name of names.slice(0, 2)) {
      lab.define(name);
      // The next runsvdir is not kept waiting; this one's ends with the directory.
      program(
        `${lab.home(name)}/control/t`,
        '#!/bin/sh\n[ -e waits ] && exit 1\ntouch waits\nwhile [ -e waits ]; do sleep 0.2; done\n',
      );
      lab.link(name);
    }
    const { child, ended } = runsvdir(lab.services);
    const pids: number[] = [];
    for (const name of names) pids.push(await lab.running(name));
    lab.control('stopped', 'd');
    lab.control('exiting', 'x');
    lab.control('once', 'o');
    await until('the scripts wait', () =>
      ['stopped', 'exiting'].every((name) => existsSync(`${lab.home(name)}/waits`)),
    );
    await until('o is taken', () => lab.stat('once') === 'run, want down');
    expect(lab.stat('stopped')).toBe('run, want down');
    child.kill('SIGKILL');
    await ended;
    runsvdir(lab.services);
    await until('the one is down', () => lab.stat('stopped') === 'down');
    await until('the other is started afresh', () => lab.alive('exiting').some((pid) => pid !== pids[1]));
    await under(lab, 'once');
    expect([lab.lives('stopped'), lab.alive('once')]).toEqual([[pids[0]], [pids[2]]]);
    expect(lab.stat('once')).toBe('run, want down');
    expect(lab.alive('exiting')).toHaveLength(1);
  });

  it('killed: what is told to be down stays down, also where it ended meanwhile; what was told to leave comes back', async () => {
    const lab = new Lab();
    lab.define('stubborn', "#!/bin/sh\ntrap '' TERM\necho $$ >>pids\nwhile :; do sleep 0.1; done\n");
    lab.link('stubborn');
    lab.add('down', 'left', 'up');
    let { child, ended } = runsvdir(lab.services);
    const kill = async (): Promise<void> => {
      child.kill('SIGKILL');
      await ended;
    };
    const [left] = [await lab.running('left'), await lab.running('down'), await lab.running('up')];
    const stubborn = await lab.running('stubborn');
    for (const name of ['stubborn', 'down', 'left']) lab.control(name, 'd');
    await until('it is told to end', () => lab.stat('stubborn') === 'run, got TERM, want down');
    await until('the others are down', () => ['down', 'left'].every((name) => lab.stat(name) === 'down'));
    lab.control('left', 'x');
    await until('it comes back', () => lab.alive('left').some((pid) => pid !== left));
    await kill();
    process.kill(stubborn, 'SIGKILL');
    for (let time = 0; time < 2; time++) {
      ({ child, ended } = runsvdir(lab.services));
      for (const name of ['left', 'up']) await under(lab, name);
      for (const name of ['stubborn', 'down']) await until(`${name} is supervised`, () => hears(lab, name));
      expect(['stubborn', 'down'].map((name) => [lab.alive(name), wantOf(lab, name)])).toEqual([
        [[], 'd'],
        [[], 'd'],
      ]);
      await kill();
    }
    ({ child, ended } = runsvdir(lab.services));
    await until('it is supervised', () => hears(lab, 'down', 'u'));
    await until('it runs', () => lab.alive('down').length === 1);
    expect(lab.lives('stubborn')).toEqual([stubborn]);
  });

  it('killed when it had taken an o, and started nothing yet: the service is down', async () => {
    const lab = new Lab();
    lab.add('a');
    const { child, ended } = runsvdir(lab.services);
    await lab.running('a');
    lab.control('a', 'd');
    await until('it is down', () => lab.stat('a') === 'down');
    child.kill('SIGKILL');
    await ended;
    // As it is left between the announcement and the process.
    const record = `${lab.home('a')}/supervise/child`;
    const left = readFileSync(record, 'latin1');
    expect(left).toMatch(/^0 0 \S+ down *\n$/);
    writeFileSync(record, left.replace(/^0 0 (\S+) down/, `0 ${Math.floor(uptime()) * 100} $1 run once`));
    runsvdir(lab.services);
    await until('it is supervised', () => hears(lab, 'a'));
    expect([wantOf(lab, 'a'), lab.alive('a')]).toEqual(['d', []]);
    lab.control('a', 'o');
    await until('it runs once', () => lab.stat('a') === 'run, want down');
  });

  it('D02: told to end by TERM: services run on; by HUP: they stop, exit code 111', async () => {
    const lab = new Lab();
    lab.add('a');
    const first = runsvdir(lab.services);
    const pid = await lab.running('a');
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(lab.alive('a')).toEqual([pid]);
    const second = runsvdir(lab.services);
    await under(lab, 'a');
    second.child.kill('SIGHUP');
    expect(await second.ended).toBe(111);
    expect(lab.alive('a')).toEqual([]);
    expect(first.said() + second.said()).toBe('');
  });

  it.each([
    ['missing', 'unable to stat', 'file does not exist'],
    ['a file', 'unable to change directory to', 'not a directory'],
  ])('over a directory that is %s: says so, and goes on trying', async (what, message, reason) => {
    const lab = new Lab();
    const directory = what === 'a file' ? join(lab.define('a'), 'run') : join(lab.root, 'none');
    const { said, child } = runsvdir(directory);
    const line = `runsvdir ${directory}: warning: ${message} ${directory}: ${reason}\n`;
    await until('it has said so', () => said().startsWith(line));
    expect(child.exitCode).toBeNull();
  });

  it('D08: short of descriptors: says which service and why, and those that run are not touched', async () => {
    const lab = new Lab();
    lab.add('a');
    const { said } = runsvdir(lab.services, 'ulimit -n 110; ');
    const pid = await lab.running('a');
    const many = Array.from({ length: 12 }, (_, index) => `more${index}`);
    lab.add(...many);
    await until('it has said so', () => said().includes('process cannot open more files'));
    await under(lab, 'a');
    expect(lab.lives('a')).toEqual([pid]);
    expect(said()).not.toMatch(/fault|at .*\.ts/);
    for (const name of many) expect(lab.alive(name).length, name).toBeLessThan(2);
  });
});
