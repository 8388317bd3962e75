import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  announceChild,
  liveChild,
  noteDown,
  readLeft,
  reserveRecord,
  writeChildRecord,
} from '../../adapters/child-record.ts';
import type { OpenRole } from '../../adapters/place.ts';
import { findStarted, startTimeOf } from '../../adapters/proc.ts';
import { canMount, fill, tinyFileSystem } from '../support/mounts.ts';
import { withoutDescriptors } from './support/descriptors.ts';
import { openRole, openRoleIn } from './support/role.ts';

const fileOf = (role: { path: string }): string => `${role.path}/supervise/child`;
const live = (role: OpenRole) => liveChild(role, readLeft(role));

describe('the record of a child', () => {
  it('finds a live process again', () => {
    const role = openRole();
    writeChildRecord(role, process.pid, 'run');
    expect(live(role)).toMatchObject({ pid: process.pid, startTime: startTimeOf(process.pid) });
  });

  it('tells that the service is down and stays so, in this boot', () => {
    const role = openRole();
    noteDown(role, true);
    const record = readFileSync(fileOf(role), 'latin1');
    expect([readLeft(role), record.length, live(role)]).toEqual(['down', 80, undefined]);
    writeFileSync(fileOf(role), record.replace(/-/, '0'));
    expect(readLeft(role)).toBeUndefined();
    noteDown(role, false);
    expect(readLeft(role)).toBeUndefined();
  });

  it('is one line of fixed size: each replaces the one before whole', () => {
    const role = openRole();
    writeFileSync(fileOf(role), `${'9'.repeat(79)}\n`);
    writeChildRecord(role, process.pid, 'run');
    expect(readFileSync(fileOf(role), 'utf8')).toMatch(/^\d+ \d+ [-\w]+ run *\n$/);
    expect(readFileSync(fileOf(role))).toHaveLength(80);
  });

  it('says nothing of a process that has ended', async () => {
    const role = openRole();
    const child = spawn('/bin/cat');
    writeChildRecord(role, child.pid!, 'run');
    expect(live(role)?.pid).toBe(child.pid);
    child.stdin.end();
    await new Promise((resolve) => child.once('exit', resolve));
    expect(live(role)).toBeUndefined();
  });

  it('says nothing of a later process with the same pid, or of another boot', () => {
    const role = openRole();
    writeChildRecord(role, process.pid, 'run');
    const record = readFileSync(fileOf(role), 'utf8');
    writeFileSync(fileOf(role), record.replace(/^(\d+) \d+/, '$1 1'));
    expect(live(role)).toBeUndefined();
    writeFileSync(fileOf(role), record.replace(/-/, '0'));
    expect(live(role)).toBeUndefined();
  });

  it.each(['', '\n', 'junk\n', '1 2\n', '0 0 x\n', '-1 5 x\n'])('%j is no record', (text) => {
    const role = openRole();
    writeFileSync(fileOf(role), text);
    expect(live(role)).toBeUndefined();
  });

  it('whose pid nobody lived to write down is searched for by its directory and its moment', async () => {
    const role = openRole();
    announceChild(role, 'finish');
    expect(live(role)).toBeUndefined();
    // Where there are thousands of processes, that look has taken most of the time that there is for a start.
    announceChild(role, 'finish');
    const child = spawn('/bin/sh', ['-c', 'cat | cat'], { cwd: role.path });
    const elsewhere = spawn('/bin/cat', { cwd: '/' });
    expect(live(role)).toMatchObject({ pid: child.pid, file: 'finish', startTime: startTimeOf(child.pid!) });
    child.stdin.end();
    elsewhere.stdin.end();
    await Promise.all([child, elsewhere].map((one) => new Promise((resolve) => one.once('exit', resolve))));
    expect(live(role)).toBeUndefined();
  });

  it('that cannot be written is told of, and costs the adoption', () => {
    const role = openRole('log/supervise/');
    mkdirSync(fileOf(role));
    const failure = { message: 'unable to open log/supervise/child', code: 'EISDIR' };
    expect(writeChildRecord(role, process.pid, 'run')).toEqual(failure);
    expect(announceChild(role, 'run')).toEqual(failure);
    expect(live(role)).toBeUndefined();
    expect(withoutDescriptors(() => writeChildRecord(role, process.pid, 'run'))?.code).toBe('EMFILE');
  });

  it('that is there keeps what it says when its room is taken', () => {
    const role = openRole();
    writeChildRecord(role, process.pid, 'run');
    expect(reserveRecord(role)).toBe(false);
    expect(live(role)?.pid).toBe(process.pid);
  });

  it('has its room before it says anything', () => {
    const [fresh, empty] = [openRole(), openRole()];
    writeFileSync(fileOf(empty), '');
    expect([fresh, empty].map(reserveRecord)).toEqual([true, false]);
    const room = `${' '.repeat(79)}\n`;
    expect([fresh, empty].map((role) => readFileSync(fileOf(role), 'latin1'))).toEqual([room, room]);
    expect([fresh, empty].map(live)).toEqual([undefined, undefined]);
  });

  it.skipIf(!canMount)('R26: can be written when the disk has become full (needs permission to mount)', () => {
    const disk = tinyFileSystem()!;
    const roles = ['with', 'without'].map((name) => {
      mkdirSync(`${disk.path}/${name}`);
      return openRoleIn(`${disk.path}/${name}`);
    });
    reserveRecord(roles[0]!);
    fill(disk.path);
    expect(roles.map((role) => announceChild(role, 'run'))).toEqual([
      undefined,
      { message: 'unable to write supervise/child', code: 'ENOSPC' },
    ]);
    writeChildRecord(roles[0]!, process.pid, 'run');
    expect(live(roles[0]!)?.pid).toBe(process.pid);
  });
});

it('what cannot be read just now is not taken for gone', () => {
  const role = openRole();
  writeChildRecord(role, process.pid, 'run');
  const looks: (() => unknown)[] = [() => live(role), () => startTimeOf(process.pid), () => findStarted(role.path, 0)];
  for (const look of looks) expect(() => withoutDescriptors(look)).toThrow('EMFILE');
  expect(live(role)?.pid).toBe(process.pid);
  rmSync(fileOf(role));
  // What reads with EIO.
  symlinkSync('/proc/self/mem', fileOf(role));
  expect(() => live(role)).toThrow('EIO');
});

it('a start time is that of a live process only', () => {
  expect(startTimeOf(process.pid)).toMatch(/^\d+$/);
  expect(startTimeOf(2 ** 22 + 1)).toBeUndefined();
});
