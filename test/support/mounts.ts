import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A tiny file system of its own. Undefined where mounting is not permitted. */
export const tinyFileSystem = (size = '64k', inodes = 200): { path: string; readOnly: () => void } | undefined => {
  const path = join(tmpdir(), `runstate-mount-${process.pid}-${Math.random().toString(36).slice(2)}`);
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},nr_inodes=${inodes}`, 'runstate-test', path], {
      stdio: 'ignore',
    });
  } catch {
    rmSync(path, { recursive: true });
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', path]);
    rmSync(path, { recursive: true });
  });
  return { path, readOnly: () => void execFileSync('mount', ['-o', 'remount,ro', path]) };
};

const FILLER = 100;

/** Fills a file system to its last block. */
export const fill = (path: string): void => {
  try {
    for (let part = 0; part < FILLER; part++) writeFileSync(`${path}/filler${part}`, Buffer.alloc(4096));
  } catch {
    // Full.
  }
};

/** Makes room again. */
export const empty = (path: string): void => {
  for (let part = 0; part < FILLER; part++) rmSync(`${path}/filler${part}`, { force: true });
};

/** Whether this machine lets us mount: asked once, by a mount that is gone at once. */
export const canMount = ((): boolean => {
  const path = mkdtempSync(join(tmpdir(), 'runstate-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'runstate-test', path], { stdio: 'ignore' });
    execFileSync('umount', [path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(path, { recursive: true });
  }
})();
