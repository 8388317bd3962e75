import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { killWith, newMark, processesWith } from '../support/marked-processes.ts';

const PROGRAM = resolve('dist/bin/runstate');
const DEADLINE = { timeout: 60_000, interval: 20 };
const hasScript = existsSync('/usr/bin/script');

let directory: string;
let mark: ReturnType<typeof newMark>;

const addService = (name: string, run: string): void => {
  const made = join(directory, `.${name}`);
  mkdirSync(made);
  writeFileSync(join(made, 'run'), `#!/bin/sh\n${run}\n`);
  chmodSync(join(made, 'run'), 0o755);
  cpSync(made, join(directory, name), { recursive: true });
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'runstate-test-'));
  // Without what a demo in this checkout may have left or be using.
  cpSync('examples', directory, { recursive: true, filter: (path) => !/\/(supervise|main|ready|url)$/.test(path) });
  mark = newMark();
});
afterEach(async () => {
  await vi.waitFor(() => expect(killWith(mark)).toEqual([]), DEADLINE);
  rmSync(directory, { recursive: true, force: true });
});

/** A demo that is running, everything it has printed, and its end. */
const start = (file: string, args: readonly string[]) => {
  const child = execa(file, args, {
    env: mark,
    reject: false,
    buffer: false,
    cleanup: false,
    forceKillAfterDelay: false,
    stdin: 'pipe',
    all: true,
  });
  let text = '';
  child.all.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return {
    child,
    printed: () => text,
    forget: () => {
      text = '';
    },
    /** Waits for a line. */
    says: (pattern: RegExp) => vi.waitFor(() => expect(text).toMatch(pattern), DEADLINE),
    /** Nothing is left a moment after the end: the kernel takes its time over a process that was killed. */
    ends: async () => {
      const { exitCode } = await child;
      await vi.waitFor(() => expect(processesWith(mark)).toEqual([]), DEADLINE);
      return exitCode;
    },
  };
};

const addressOfWeb = () => vi.waitFor(() => readFileSync(join(directory, 'web/url'), 'utf8').trim(), DEADLINE);

describe('in a pipe', () => {
  test('shows every change of every service, and leaves no process behind', async () => {
    addService('broken', 'exit 7');
    const demo = start(PROGRAM, ['demo', directory]);

    await demo.says(/^web: running, want up, pid \d+$/m);
    expect(await (await fetch(await addressOfWeb())).text()).toMatch(/^Hello from process \d+/);
    await demo.says(/^nightly: down, want down$/m);
    await demo.says(/^chatty\/log: running/m);
    await demo.says(/^broken: backoff, want up, restarts 1, last exit 7$/m);
    await demo.says(/^worker: starting, want up, .*last (exit 1|killed by KILL)$/m);
    await demo.says(/^worker: running, want up, pid \d+, restarts 2, last (exit 1|killed by KILL)$/m);
    await demo.says(/^database: ready$/m);
    await vi.waitFor(
      () => expect(readFileSync(join(directory, 'chatty/log/main/current'), 'utf8')).toMatch(/line 2/),
      DEADLINE,
    );
    expect(demo.printed()).toContain(`cd ${directory}; export SVDIR="$PWD" PATH=${resolve('dist/bin')}:"$PATH"\n`);
    expect(demo.printed()).not.toMatch(/^nightly: (starting|running)/m);
    // On a terminal, escape sequences; never here.
    expect(demo.printed()).not.toContain('\x1b');

    demo.child.kill('SIGINT');
    await demo.says(/^database: finishing, want exit, pid \d+, last killed by TERM$/m);
    await demo.says(/^database: ended with code -1, signal 15; closing files$/m);
    await demo.says(/^demo: stubborn does not go by itself: KILL, as sv force-stop does$/m);
    expect(await demo.ends()).toBe(0);
    expect(demo.printed()).toMatch(
      /^stubborn: gone, want exit, last killed by KILL\n(.*\n)*demo: 7 services stopped, .*\n$/m,
    );
  });

  test('a service that appears is started, one that is taken away is stopped', async () => {
    const demo = start(PROGRAM, ['demo', directory]);
    await demo.says(/^stubborn: running/m);
    addService('late', 'echo late: at work; exec sleep 1000000');
    await demo.says(/^late: running, want up, pid \d+$/m);
    // Before that it is not sure that it has read its script.
    await demo.says(/^late: at work$/m);
    rmSync(join(directory, 'late'), { recursive: true });
    await demo.says(/^late: gone, want exit, last killed by TERM$/m);
    rmSync(join(directory, 'stubborn'), { recursive: true });
    await demo.says(/^stubborn: running, got TERM, want exit/m);
    demo.child.kill('SIGTERM');
    // Its directory is gone, and with it the FIFO that sv would write to.
    await demo.says(/^demo: stubborn does not go by itself/m);
    expect(await demo.ends()).toBe(0);
  });

  test('a second order kills at once', async () => {
    for (const name of ['chatty', 'database', 'web', 'worker', 'nightly'])
      rmSync(join(directory, name), { recursive: true });
    const demo = start(PROGRAM, ['demo', directory]);
    await demo.says(/^stubborn: running/m);
    demo.child.kill('SIGHUP');
    await demo.says(/^stubborn: running, got TERM/m);
    const asked = performance.now();
    const again = setInterval(() => demo.child.kill('SIGINT'), 50);
    expect(await demo.ends()).toBe(0);
    clearInterval(again);
    expect(performance.now() - asked).toBeLessThan(4000);
  });

  test('stops when nobody reads on', async () => {
    const demo = start('/bin/sh', ['-c', `"$0" demo "$1" | head -n 3`, PROGRAM, directory]);
    expect(await demo.ends()).toBe(0);
  });

  test('a web server whose port is taken finds another one', async () => {
    const { createServer } = await import('node:net');
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    writeFileSync(join(directory, 'web/conf'), `PORT=${(server.address() as { port: number }).port}\n`);
    const demo = start(PROGRAM, ['demo', directory]);
    expect((await fetch(await addressOfWeb())).status).toBe(200);
    await demo.says(/port \d+ is taken, trying another one/);
    demo.child.kill('SIGINT');
    await demo.says(/^stubborn: running, got TERM/m);
    server.close();
    expect(await demo.ends()).toBe(0);
  });

  test('does not start where another one supervises', async () => {
    const demo = start(PROGRAM, ['demo', directory]);
    await demo.says(/^web: running/m);
    const other = await execa(PROGRAM, ['demo', directory], { reject: false });
    expect(other.stderr).toMatch(/^runstate: fatal: .*\/\w+ is supervised already: /);
    expect(other.exitCode).toBe(111);
    demo.child.kill('SIGINT');
    expect(await demo.ends()).toBe(0);
  });
});

describe.skipIf(!hasScript)('on a terminal (needs script of util-linux)', () => {
  test('draws a table, and Ctrl-C stops all in order', async () => {
    const demo = start('script', [
      '-qec',
      `stty rows 30 cols 100; exec env -u CI -u NO_COLOR TERM=xterm '${PROGRAM}' demo '${directory}'`,
      '/dev/null',
    ]);
    await demo.says(/\x1b\[\?1049h\x1b\[\?25l/);
    await demo.says(/\x1b\[32mrunning\x1b\[39m +up +\d+ +\d+ s +1 .*(exit 1|killed by KILL)/);
    await demo.says(/web answers at http:\/\/127\.0\.0\.1:\d+\//);
    // What services print is shown inside the frame, never between two frames.
    await demo.says(/\x1b\[2mdatabase: ready\x1b\[22m\x1b\[K/);
    for (const frame of demo.printed().split('\x1b[?2026h').slice(1, -1))
      expect(frame).toMatch(/^\x1b\[H.*\x1b\[\?2026l$/s);
    demo.forget();
    // The terminal signals everything in its session. Who is in another one hears of it from runsv: by TERM.
    demo.child.stdin.write('\x03');
    await demo.says(/finishing.*killed by TERM/);
    await demo.says(/stubborn does not go by itself/);
    expect(await demo.ends()).toBe(0);
    const after = demo.printed().slice(demo.printed().lastIndexOf('\x1b[?1049l'));
    expect(demo.printed()).toContain('\x1b[?25h\x1b[?1049l');
    expect(after).toMatch(/worker.*demo: 6 services stopped, no process is left\.\r\n$/s);
  });
});

describe('called wrongly', () => {
  test.each([[[]], [['nonsense']], [['constructor']], [['demo', 'a', 'b']]])('%j: usage, exit 100', async (args) => {
    const { exitCode, stderr, stdout } = await execa(PROGRAM, args, { reject: false });
    expect(stderr).toMatch(/^usage: runstate /m);
    expect(stdout).toBe('');
    expect(exitCode).toBe(100);
  });

  test('help is on standard output', async () => {
    const { exitCode, stdout } = await execa(PROGRAM, ['--help'], { reject: false });
    expect(stdout).toMatch(/^ {2}demo +supervise/m);
    expect(exitCode).toBe(0);
  });

  test('a directory that is not there is named, with the reason', async () => {
    const { exitCode, stderr } = await execa(PROGRAM, ['demo', '/nowhere'], { reject: false });
    expect(stderr).toMatch(/^runstate: fatal: unable to .*\/nowhere.*: ENOENT/);
    expect(exitCode).toBe(111);
  });
});
