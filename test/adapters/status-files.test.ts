import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeStatus } from '../../adapters/status-files.ts';
import type { StatusRecord } from '../../machines/rules/status-record.ts';
import { canMount, fill, tinyFileSystem } from '../support/mounts.ts';
import { DIRECTORIES, openRole, openRoleIn } from './support/role.ts';

const RUN: StatusRecord = {
  state: 'run',
  since: 1_795_361_637_537_448,
  pid: 13865,
  paused: false,
  gotTerm: true,
  want: 'down',
};
const DOWN: StatusRecord = { ...RUN, state: 'down', pid: 0, gotTerm: false };

describe.each(DIRECTORIES)('%s', (_, make) => {
  describe('the files of supervise', () => {
    it('are pid, stat and status, and nothing is left beside them', () => {
      const role = openRole('supervise/', make);
      expect(writeStatus(role, RUN, true)).toBeUndefined();
      const at = `${role.path}/supervise`;
      expect(readdirSync(at).sort()).toEqual(['pid', 'stat', 'status']);
      expect(readFileSync(`${at}/pid`, 'utf8')).toBe('13865\n');
      expect(readFileSync(`${at}/stat`, 'utf8')).toBe('run, got TERM, want down\n');
      expect(readFileSync(`${at}/status`).toString('hex')).toBe('400000006b030b6f2008d0342936000000640101');
    });

    it('pid is empty without a process, and left alone where it did not change', () => {
      const role = openRole('supervise/', make);
      writeStatus(role, RUN, true);
      writeStatus(role, DOWN, false);
      expect(readFileSync(`${role.path}/supervise/pid`, 'utf8')).toBe('13865\n');
      writeStatus(role, DOWN, true);
      expect(readFileSync(`${role.path}/supervise/pid`, 'utf8')).toBe('');
    });

    it('are replaced, not written into: who has one open reads it whole', () => {
      const role = openRole('supervise/', make);
      writeStatus(role, RUN, true);
      const fd = openSync(`${role.path}/supervise/stat`, 'r');
      onTestFinished(() => closeSync(fd));
      writeStatus(role, DOWN, true);
      expect(readFileSync(fd, 'utf8')).toBe('run, got TERM, want down\n');
      expect(readFileSync(`${role.path}/supervise/stat`, 'utf8')).toBe('down\n');
    });
  });

  describe('a file that cannot be replaced', () => {
    it.each([
      ['pid', 'supervise/', 'unable to open supervise/pid.new'],
      ['stat', 'log/supervise/', 'unable to open log/supervise/stat.new'],
      ['status', 'supervise/', 'unable to open supervise/status.new'],
    ])('%s: a directory has the name of the new one', (name, prefix, message) => {
      const role = openRole(prefix, make);
      mkdirSync(`${role.path}/supervise/${name}.new`);
      expect(writeStatus(role, RUN, true)).toEqual({ message, code: 'EISDIR' });
    });

    it.each([
      ['pid', 'unable to rename pid.new to supervise/pid'],
      ['stat', 'unable to rename stat.new to supervise/stat'],
      ['status', 'unable to rename status.new to supervise/status'],
    ])('%s: a directory has its name', (name, message) => {
      const role = openRole('supervise/', make);
      mkdirSync(`${role.path}/supervise/${name}`);
      expect(writeStatus(role, RUN, true)).toEqual({ message, code: 'EISDIR' });
    });

    it('ends the update', () => {
      const role = openRole('supervise/', make);
      mkdirSync(`${role.path}/supervise/pid.new`);
      writeStatus(role, RUN, true);
      expect(readdirSync(`${role.path}/supervise`)).toEqual(['pid.new']);
      rmdirSync(`${role.path}/supervise/pid.new`);
      expect(writeStatus(role, RUN, true)).toBeUndefined();
    });

    it.skipIf(!canMount)('R20: on a full file system: the old one stays whole (needs permission to mount)', () => {
      const disk = tinyFileSystem()!;
      mkdirSync(`${disk.path}/supervise`);
      const role = openRoleIn(`${disk.path}/supervise`, make);
      writeStatus(role, RUN, true);
      fill(disk.path);
      expect(writeStatus(role, DOWN, false)).toMatchObject({
        code: 'ENOSPC',
        message: 'unable to write supervise/stat.new',
      });
      expect(readFileSync(`${disk.path}/supervise/stat`, 'utf8')).toBe('run, got TERM, want down\n');
      expect(readdirSync(`${disk.path}/supervise`)).not.toContain('stat.new');
    });

    it.skipIf(!canMount)('on a read-only file system (needs permission to mount)', () => {
      const disk = tinyFileSystem()!;
      mkdirSync(`${disk.path}/supervise`);
      disk.readOnly();
      const role = openRoleIn(`${disk.path}/supervise`, make);
      expect(writeStatus(role, RUN, true)).toEqual({ code: 'EROFS', message: 'unable to open supervise/pid.new' });
    });
  });
});
