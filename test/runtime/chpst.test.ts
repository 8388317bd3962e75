import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { program, temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const BIN = resolve(import.meta.dirname, '../../dist/bin');
const CHPST = join(BIN, 'chpst');
const isRoot = process.getuid?.() === 0;

const proc = (pid: number, file: string): string => readFileSync(`/proc/${pid}/${file}`, 'latin1');
const run = (file: string, args: readonly string[], options: Parameters<typeof spawnSync>[2] = {}) => {
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'latin1', ...options });
  return { status, stdout, stderr };
};

/** A runsvdir over one service `a`, taken down when the test is over. */
const supervised = (runScript: string): { service: string } => {
  const root = temporary();
  chmodSync(root, 0o755);
  const service = join(root, 'a');
  mkdirSync(join(service, 'env'), { recursive: true });
  program(join(service, 'run'), runScript);
  mkdirSync(join(root, 'services'));
  symlinkSync(service, join(root, 'services/a'));
  const runsvdir = spawn(join(BIN, 'runsvdir'), [join(root, 'services')], {
    env: { PATH: `${BIN}:/usr/bin:/bin`, OLD: 'kept' },
    stdio: 'ignore',
  });
  const ended = new Promise((settle) => runsvdir.once('exit', settle));
  onTestFinished(async () => {
    runsvdir.kill('SIGHUP');
    await ended;
  });
  return { service };
};

describe('a service behind chpst', () => {
  it.skipIf(!isRoot)('is the process that is supervised', async () => {
    const { service } = supervised('#!/bin/sh\nexec chpst -u nobody -e ./env -o 64 -m 200000000 ./daemon\n');
    writeFileSync(join(service, 'env/COLOUR'), Buffer.from('gr\xfcn\n', 'latin1'));
    program(join(service, 'daemon'), '#!/bin/sh\nexec sleep 3600\n');
    const pid = await until('the daemon runs', () => {
      const number = Number(readFileSync(join(service, 'supervise/pid'), 'latin1'));
      // Its name is there before its words are: in between, it is being loaded.
      return number > 0 && proc(number, 'comm') === 'sleep\n' && proc(number, 'environ') !== '' && number;
    });
    expect(proc(pid, 'cmdline')).toBe('sleep\x003600\0');
    const status = proc(pid, 'status');
    expect(status).toMatch(/^Uid:\t65534\t65534\t65534\t65534$/m);
    expect(status).toMatch(/^Gid:\t65534\t65534\t65534\t65534$/m);
    expect(status).toMatch(/^Groups:\t65534 $/m);
    expect(status).toMatch(/^SigIgn:\t0000000000000000$/m);
    expect(status).toMatch(/^SigBlk:\t0000000000000000$/m);
    expect(proc(pid, 'environ').split('\0')).toEqual(expect.arrayContaining(['OLD=kept', 'COLOUR=gr\xfcn']));
    expect(proc(pid, 'environ')).not.toContain('RUNSTATE');
    const limits = proc(pid, 'limits');
    expect(limits).toMatch(/^Max open files +64 /m);
    for (const name of ['data size', 'stack size', 'address space'])
      expect(limits).toMatch(new RegExp(`^Max ${name} +200000000 `, 'm'));
    expect(execFileSync(join(BIN, 'sv'), ['status', service], { encoding: 'latin1' })).toMatch(
      new RegExp(`^run: .*: \\(pid ${pid}\\) `),
    );
  });

  it('is not started where a step fails', async () => {
    const { service } = supervised('#!/bin/sh\nexec 2>>said\nexec chpst -e ./none ./daemon\n');
    program(join(service, 'daemon'), '#!/bin/sh\n: >started\n');
    program(join(service, 'finish'), '#!/bin/sh\necho "$@" >>finished\n');
    const told = () => /^.+\n/.exec(readFileSync(join(service, 'finished'), 'latin1'))?.[0];
    expect(await until('finish is told', told)).toBe('111 0\n');
    expect(readFileSync(join(service, 'said'), 'latin1')).toMatch(
      /^chpst: fatal: unable to switch to directory: \.\/none: file does not exist\n/,
    );
    expect(() => readFileSync(join(service, 'started'))).toThrow();
  });
});

describe('chpst', () => {
  it('works with an empty environment, and through links', () => {
    const link = join(temporary(), 'envdir');
    symlinkSync(CHPST, link);
    expect(run('/usr/bin/env', ['-i', CHPST, 'env'])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(run('/usr/bin/env', ['-i', link])).toMatchObject({ status: 100, stderr: 'usage: envdir dir child\n\n' });
  });

  it.each(['setuidgid', 'envuidgid', 'envdir', 'pgrphack', 'setlock', 'softlimit'])(
    'is installed as %s, too',
    (name) => {
      const { status, stderr } = run(join(BIN, name), []);
      expect({ status, used: stderr.toString().startsWith(`usage: ${name} `) }).toEqual({ status: 100, used: true });
    },
  );

  it('passes on an environment that is too large for a note', () => {
    const env = { PATH: '/usr/bin:/bin', LARGE: 'x'.repeat(120_000), NODE_OPTIONS: '--no-warnings' };
    const { stdout } = run(CHPST, ['env'], { env });
    const entries = stdout
      .toString()
      .split('\n')
      .filter((entry) => entry !== '' && !entry.startsWith('PWD='));
    expect(entries.sort()).toEqual(
      Object.entries(env)
        .map(([name, value]) => `${name}=${value}`)
        .sort(),
    );
  });

  it('C06: runs nothing without koffi', () => {
    const bundle = join(temporary(), 'chpst.cjs');
    copyFileSync(join(BIN, '../lib/chpst.cjs'), bundle);
    expect(run(process.execPath, [bundle, 'echo', 'run'])).toEqual({
      status: 111,
      stdout: '',
      stderr: 'chpst: fatal: unable to call the system: koffi cannot be loaded\n',
    });
  });

  it('can tell what has failed under every limit of memory', () => {
    // What else is in memory decides whether there is room for a little more: an environment of several sizes.
    for (const size of [0, 3000, 9000, 20_000])
      for (const limit of ['0', '1000000', '30000000', '100000000', '300000000'])
        for (const option of ['-m', '-d', '-o']) {
          const env = { ...process.env, X: 'x'.repeat(size) };
          expect({ size, option, limit, ...run(CHPST, [option, limit, 'nosuch'], { env }) }).toMatchObject({
            status: 111,
            stderr: 'chpst: fatal: unable to run: nosuch: file does not exist\n',
          });
        }
  });
});
