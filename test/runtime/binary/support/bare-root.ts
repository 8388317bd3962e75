import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, linkSync, mkdirSync, readlinkSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { canUnshare, firstProcess } from '../../../support/namespace.ts';
import { program, temporary } from '../../../support/temporary.ts';
import { until } from '../../../support/until.ts';
import { EXECUTABLE } from './executable.ts';

const BOOT = resolve(import.meta.dirname, '../../../fixtures/boot-root.sh');
const OUTER = readlinkSync('/proc/self/ns/pid');
const IN_ROOT = '/usr/lib/runstate/runstate';

const found = (name: string): string | undefined => {
  try {
    return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
};
const BUSYBOX = found('busybox');

/** What there has to be for a bare root; undefined: all of it is there. */
export const missing = !canUnshare
  ? 'namespaces cannot be made'
  : (['busybox', 'nsenter', 'ldd'] as const).map((name) => (found(name) ? undefined : name)).find(Boolean);

/** Shared libraries of a program, the loader with them. */
const librariesOf = (path: string): string[] =>
  [...execFileSync('ldd', [path], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g)].map(([, library]) => library!);

const put = (root: string, from: string, to = from): void => {
  mkdirSync(join(root, dirname(to)), { recursive: true });
  rmSync(join(root, to), { force: true });
  try {
    linkSync(realpathSync(from), join(root, to));
  } catch {
    // Another file system.
    copyFileSync(from, join(root, to));
  }
};

/** What busybox is in the root; without a shell there is only busybox by its own name. */
const TOOLS = ['sh', 'sleep', 'cat', 'readlink', 'base64', 'id', 'echo'];

/** Services by their names: `run`, as a script, and whether they have a log service that can be hosted. */
export type Services = Readonly<Record<string, { readonly run: string; readonly logged?: boolean }>>;

/**
 * A root with the single executable, the libraries that it needs, and busybox for the services: no Node, no package. It
 * cannot be written to. Process 1 in it is a program of the test's.
 */
export class BareRoot {
  readonly root = temporary();
  readonly services = temporary();
  #pid = 0;
  ended: Promise<number | null> = Promise.resolve(null);
  stderr = '';

  constructor(services: Services, { shell = true } = {}) {
    for (const [name, { run, logged }] of Object.entries(services)) {
      program(join(this.services, name, 'run'), run);
      if (!logged) continue;
      program(join(this.services, name, 'log/run'), '#!/bin/sh\nexec svlogd -tt ./main\n');
      mkdirSync(join(this.services, name, 'log/main'));
    }
    chmodSync(this.root, 0o755);
    for (const directory of ['proc', 'run', 'dev', 'services', 'bin', 'tmp'])
      mkdirSync(join(this.root, directory), { recursive: true });
    for (const library of [EXECUTABLE, BUSYBOX!].flatMap(librariesOf)) put(this.root, library);
    put(this.root, EXECUTABLE, IN_ROOT);
    put(this.root, BUSYBOX!, '/bin/busybox');
    if (shell) for (const tool of TOOLS) symlinkSync('busybox', join(this.root, 'bin', tool));
  }

  /** Has all programs in `/bin`, laid out from outside. */
  async install(): Promise<void> {
    await execa(join(this.root, IN_ROOT), ['install', join(this.root, 'bin')]);
  }

  /** Starts process 1. */
  async boot(...command: readonly string[]): Promise<void> {
    const words = ['--pid', '--fork', '--mount', '--kill-child', 'sh', BOOT, OUTER, this.root, this.services];
    const first = spawn('unshare', [...words, ...command], { stdio: ['ignore', 'ignore', 'pipe'] });
    first.stderr.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.ended = new Promise((settle) => first.once('exit', (code) => settle(code)));
    onTestFinished(async () => {
      first.kill('SIGKILL');
      await this.ended;
    });
    this.#pid = await firstProcess(first.pid!);
    await until('the root is changed', () => readlinkSync(`/proc/${this.#pid}/root`) === this.root);
  }

  /** Runs a program in there, with nothing in its environment but a path. */
  async run(...command: readonly string[]): Promise<{ code: number | undefined; out: string; err: string }> {
    const there = ['--target', `${this.#pid}`, '--pid', '--mount', '--', 'chroot', this.root];
    const { exitCode, stdout, stderr } = await execa('nsenter', [...there, ...command], {
      ...{ env: { PATH: '/bin:/usr/bin:/usr/sbin' }, extendEnv: false, reject: false, stdin: 'ignore' },
    });
    return { code: exitCode, out: stdout, err: stderr };
  }

  /** Sends process 1 a signal. */
  signal(signal: NodeJS.Signals): void {
    process.kill(this.#pid, signal);
  }

  /** Waits until `sv status` says that services run. */
  async allRun(sv: readonly string[], ...names: readonly string[]): Promise<void> {
    for (const name of names)
      await until(`${name} runs: ${this.stderr}`, async () =>
        (await this.run(...sv, 'status', `/services/${name}`)).out.startsWith('run: '),
      );
  }
}
