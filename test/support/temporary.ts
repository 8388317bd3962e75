import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { toPath } from '../../adapters/bytes.ts';

/** A directory of its own for the running test, gone when the test is. */
export const temporary = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'runstate-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true, maxRetries: 3 }));
  return path;
};

/** Writes a program; makes the directories on the way to it. */
export const program = (path: string, text: string, mode = 0o755): string => {
  mkdirSync(toPath(dirname(path)), { recursive: true });
  writeFileSync(toPath(path), text);
  chmodSync(toPath(path), mode);
  return path;
};
