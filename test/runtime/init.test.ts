import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { initOptions } from '../../runtime/init/options.ts';
import { canUnshare, etcRunit, inNamespace, listeningProcess } from '../support/namespace.ts';
import { program, temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const RUNSTATE = resolve(import.meta.dirname, '../../dist/bin/runstate');

describe('runstate init is called with', () => {
  it.each([
    [['/d'], { directory: '/d', main: undefined, patience: 8000 }],
    [['--main', 'web', '/d'], { directory: '/d', main: 'web', patience: 8000 }],
    [['--timeout', '0', '--main', 'web', '/d'], { directory: '/d', main: 'web', patience: 0 }],
    [[], undefined],
    [['/d', '/e'], undefined],
    [['--main'], undefined],
    [['--main', 'web'], undefined],
    [['--main', '', '/d'], undefined],
    [['--main', 'a/b', '/d'], undefined],
    [['--timeout', '1.5', '/d'], undefined],
    [['--timeout', '86401', '/d'], undefined],
    [['--other', 'x', '/d'], undefined],
  ])('%j', (args, options) => {
    expect(initOptions(args)).toEqual(options);
  });
});

/** A container with these services, as shell commands: process 1 is ours. */
class Container {
  readonly directory = temporary();
  readonly services = join(this.directory, 'services');
  readonly #unshare: ChildProcess;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  #stderr = '';

  constructor(services: Readonly<Record<string, string>>, ...options: readonly string[]) {
    for (const [name, body] of Object.entries(services))
      program(join(this.services, name, 'run'), `#!/bin/sh\n${body}\n`);
    const words = inNamespace(etcRunit(this.directory, {}), RUNSTATE, 'init', ...options, this.services);
    this.#unshare = spawn(words[0], words.slice(1), { cwd: this.directory, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#unshare.stderr!.on('data', (chunk) => {
      this.#stderr += chunk;
    });
    this.ended = new Promise((settle) => this.#unshare.once('exit', (code, signal) => settle({ code, signal })));
    onTestFinished(async () => {
      this.#unshare.kill('SIGKILL');
      await this.ended;
    });
  }

  /** Its process 1, as soon as that hears signals. */
  listening(): Promise<number> {
    return listeningProcess(this.#unshare.pid!);
  }

  async signal(signal: NodeJS.Signals): Promise<void> {
    process.kill(await this.listening(), signal);
  }

  /** What a service has written to a file of its directory, once that has this line. */
  wrote(name: string, line: string): Promise<string[]> {
    const read = () =>
      readFileSync(join(this.services, name, 'out'), 'utf8')
        .split('\n')
        .slice(0, -1);
    return until(`${name} writes ${line}: ${this.#stderr}`, () => read().includes(line) && read());
  }

  get stderr(): string {
    return this.#stderr;
  }
}

const OBEYS = `trap 'echo term >>out; exit 5' TERM; echo up >>out; while :; do sleep 0.05; done`;
const STUBBORN = `trap '' TERM; echo up >>out; while :; do sleep 0.05; done`;

describe.skipIf(!canUnshare)('runstate init as process 1 (needs pid namespaces)', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGPWR'] as const)('stops all on %s', async (signal) => {
    const container = new Container({ a: OBEYS, b: OBEYS });
    await container.wrote('a', 'up');
    await container.wrote('b', 'up');
    await container.signal(signal);
    expect(await container.ended).toEqual({ code: 0, signal: null });
    expect(await container.wrote('a', 'term')).toEqual(['up', 'term']);
    expect(await container.wrote('b', 'term')).toEqual(['up', 'term']);
    expect(container.stderr).toBe('');
  });

  it('kills what does not stop in time', async () => {
    const container = new Container({ a: STUBBORN }, '--timeout', '1');
    await container.wrote('a', 'up');
    const before = performance.now();
    await container.signal('SIGTERM');
    expect(await container.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - before).toBeGreaterThan(900);
  });

  it.each([
    ['exits', 'sleep 0.3; exit 7', 7],
    ['is killed', 'sleep 0.3; kill -USR1 $$', 138],
  ])('ends with its main service when that %s', async (_, body, code) => {
    const container = new Container({ web: `echo up >>out; ${body}`, other: OBEYS }, '--main', 'web');
    await container.wrote('other', 'up');
    expect(await container.ended).toEqual({ code, signal: null });
    expect(await container.wrote('other', 'term')).toEqual(['up', 'term']);
    expect(await container.wrote('web', 'up')).toEqual(['up']);
  });

  it("has its main service's exit code after TERM too, and goes on where another one ends", async () => {
    const container = new Container({ web: OBEYS, other: 'echo up >>out; exit 3' }, '--main', 'web');
    await container.wrote('web', 'up');
    await until('the other one has been started again', async () => (await container.wrote('other', 'up')).length > 1);
    await container.signal('SIGTERM');
    expect(await container.ended).toEqual({ code: 5, signal: null });
  });

  it('reaps a hundred orphans', async () => {
    const orphans = 'i=0; while [ $i -lt 100 ]; do (sleep 0.2 &); i=$((i+1)); done';
    const look = 'while ps -eo comm= | grep -q sleep; do :; done; ps -eo stat= | grep -c Z >>out; echo seen >>out';
    const container = new Container({ a: `${orphans}; ${look}; exec sleep 1000` });
    expect(await container.wrote('a', 'seen')).toEqual(['0', 'seen']);
  });

  it.each([0, 10, 20, 30, 40, 60, 80])('I11: hears a TERM that comes %d ms after it began to listen', async (wait) => {
    const container = new Container({ a: OBEYS });
    const first = await container.listening();
    await setTimeout(wait);
    process.kill(first, 'SIGTERM');
    expect(await container.ended).toEqual({ code: 0, signal: null });
  });
});

describe('runstate init', () => {
  it.each([
    [['/no/such'], 'runstate: fatal: there is no directory /no/such\n', 111],
    [['--main', 'none', '/'], 'runstate: fatal: there is no directory /none\n', 111],
    [[], 'usage: runstate init [--main NAME] [--timeout S] DIR\n', 100],
  ])('%j is refused', async (args, stderr, code) => {
    const child = spawn(RUNSTATE, ['init', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const ending = await new Promise((settle) => child.once('close', settle));
    expect([said, ending]).toEqual([stderr, code]);
  });
});
