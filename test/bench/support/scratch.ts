import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../../support/temporary.ts';

const TMPFS = 0x01021994;
/** What inputs and logs take at most, in bytes. */
const ROOM = 1.5e9;

const isRoomyTmpfs = (path: string): boolean => {
  try {
    const { type, bavail, bsize } = statfsSync(path);
    return type === TMPFS && bavail * bsize >= ROOM;
  } catch {
    return false;
  }
};

/** Whoever says where temporary files go is obeyed. */
const memory = (process.env.TMPDIR ? [tmpdir()] : ['/dev/shm', tmpdir()]).find(isRoomyTmpfs);

/** Whether scripts in a directory may be executed: a file system may be mounted so that they are not. */
const mayExecuteIn = (path: string): boolean => {
  const directory = mkdtempSync(join(path, 'runstate-bench-'));
  try {
    execFileSync(program(join(directory, 'script'), '#!/bin/sh\n'));
    return true;
  } catch {
    return false;
  } finally {
    rmSync(directory, { recursive: true });
  }
};

const memoryForServices = memory !== undefined && mayExecuteIn(memory) ? memory : undefined;

const kindOf = (path: string | undefined): string => (path === undefined ? 'a disk' : 'a tmpfs');

/** Where inputs, logs and services lie: in memory if there is room, so that no disk is measured; there `supervise` usually is. */
export const place = `logs on ${kindOf(memory)}, services on ${kindOf(memoryForServices)}`;

const roots = new Map<string, string>();
const rootIn = (parent: string): string => {
  const made = roots.get(parent) ?? mkdtempSync(join(parent, 'runstate-bench-'));
  roots.set(parent, made);
  return made;
};

let serial = 0;
const freshIn = (parent: string, name: string): string => {
  const path = join(rootIn(parent), `${serial++}-${name}`);
  mkdirSync(path);
  return path;
};

/** Where inputs and logs lie. */
export const dataRoot = (): string => rootIn(memory ?? tmpdir());
/** An empty directory for logs. */
export const freshLogDirectory = (name: string): string => freshIn(memory ?? tmpdir(), name);
/** An empty directory in which scripts may be executed. */
export const freshServices = (name: string): string => freshIn(memoryForServices ?? tmpdir(), name);

export const removeScratch = (): void => {
  for (const root of roots.values()) rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  roots.clear();
};
