import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** runit's own sv, which ours is compared with. */
export const ORACLE = '/usr/bin/sv';

/** Ours, as it is installed. */
export const OURS = new URL('../../../dist/bin/sv', import.meta.url).pathname;

/** Whether runit's sv is installed; says so where it is not. */
export const hasOracle = (): boolean => {
  if (!existsSync(OURS)) throw new Error('dist/bin/sv is missing: npm run build');
  if (existsSync(ORACLE)) return true;
  console.warn(`${ORACLE} is not installed: the tests that compare with it are skipped`);
  return false;
};

/** How a run of sv ended; the texts byte by byte (latin1). */
export type Run = {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly milliseconds: number;
};

export type RunOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which it counts as hung. */
  readonly deadline?: number;
};

/** Runs a program to its end, with an environment of its own. */
export const run = (file: string, args: readonly string[], { cwd, env = {}, deadline = 60_000 }: RunOptions = {}) =>
  new Promise<Run>((resolve, reject) => {
    const started = performance.now();
    const child = spawn(file, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { PATH: '/usr/bin:/bin', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const hung = setTimeout(() => child.kill('SIGKILL'), deadline);
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('latin1').on('data', (text: string) => {
        texts[name] += text;
      });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(hung);
      resolve({ ...texts, code, signal, milliseconds: performance.now() - started });
    });
  });

/** What can be compared: seconds in status lines and, where asked, pids are left out. */
export const comparable = ({ stdout, stderr, code, signal }: Run, { pids = false } = {}) => ({
  stdout: (pids ? stdout.replace(/\(pid [1-9]\d*\)/g, '(pid N)') : stdout).replace(/\b\d+s(?=[,;\n]|$)/g, 'Ns'),
  stderr,
  code,
  signal,
});

/** The seconds of all status lines, in order. */
export const secondsIn = ({ stdout }: Run): bigint[] =>
  [...stdout.matchAll(/\b(\d+)s(?=[,;\n]|$)/g)].map(([, digits]) => BigInt(digits!));
