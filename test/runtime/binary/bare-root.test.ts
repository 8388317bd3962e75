import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { NAMES } from '../../../runtime/program-names.ts';
import { until } from '../../support/until.ts';
import { BareRoot, missing } from './support/bare-root.ts';
import { buildExecutable, notBuildable, PACKAGE_BIN } from './support/executable.ts';

const SLEEPS = '#!/bin/sh\nexec sleep 3600\n';
const SPEAKS = '#!/bin/sh\necho one line\nexec sleep 3600\n';
const why = missing ?? notBuildable;

beforeAll(() => {
  if (why === undefined) buildExecutable();
}, 300_000);

const pidIn = (root: BareRoot, service: string): string =>
  readFileSync(join(root.services, service, 'supervise/pid'), 'latin1').trim();

const isRunning = async (root: BareRoot, comm: string): Promise<string | undefined> =>
  (
    await root.run(
      'sh',
      '-c',
      `for p in /proc/[0-9]*; do read n <$p/comm && [ "$n" = ${comm} ] && echo \${p#/proc/}; done`,
    )
  ).out;

describe.skipIf(why)(`the single executable in a root without anything${why ? ` (${why})` : ''}`, () => {
  it('is every program, and says what the package says', { timeout: 120_000 }, async () => {
    const root = new BareRoot({});
    await root.install();
    await root.boot('/bin/sleep', '3600');
    for (const name of NAMES) {
      const { exitCode, stdout, stderr } = await execa(join(PACKAGE_BIN, name), [], { reject: false, stdin: 'ignore' });
      const shown = (text: string): string => text.replaceAll(`${PACKAGE_BIN}/`, '/bin/');
      expect({ name, ...(await root.run(`/bin/${name}`)) }).toEqual({
        ...{ name, code: exitCode, out: shown(stdout), err: shown(stderr) },
      });
    }
  });

  it('is process 1, hosts a logger and keeps its pipe, and ends on TERM', async () => {
    const root = new BareRoot({ plain: { run: SLEEPS }, spoken: { run: SPEAKS, logged: true } });
    await root.install();
    await root.boot('/bin/runstate', 'init', '/services');
    await root.allRun(['/bin/sv'], 'plain', 'spoken', 'spoken/log');
    const current = join(root.services, 'spoken/log/main/current');
    await until('the line is logged', () => existsSync(current) && readFileSync(current, 'utf8').includes('\n'));
    expect(readFileSync(current, 'utf8')).toMatch(/^\d{4}-\d\d-\d\d_\d\d:\d\d:\d\d\.\d{5} one line\n$/);
    const { out } = await root.run('/bin/runstate', 'status', '--json', '--directory', '/services');
    expect(
      JSON.parse(out).services.map(({ actor, hosted }: { actor: string; hosted: boolean }) => [actor, hosted]),
    ).toEqual([
      ['plain/main', false],
      ['spoken/main', false],
      ['spoken/log', true],
    ]);
    await until('the pipe is kept', async () =>
      (await root.run('sh', '-c', 'cat /proc/[0-9]*/cmdline')).out.includes('runstate: keeps log pipes'),
    );
    root.signal('SIGTERM');
    expect(await root.ended).toBe(0);
    expect(root.stderr).toBe('');
  });

  it('takes services over after a kill, and is upgraded with its services running on', async () => {
    const root = new BareRoot({ plain: { run: SLEEPS }, spoken: { run: SPEAKS, logged: true } });
    await root.install();
    await root.boot('/bin/sh', '-c', 'runsvdir /services; exec runsvdir /services');
    await root.allRun(['/bin/sv'], 'plain', 'spoken');
    const pids = () => ['plain', 'spoken'].map((name) => pidIn(root, name));
    const before = pids();
    const first = (await isRunning(root, 'runsvdir'))!;
    await root.run('sh', '-c', `kill -9 ${first}`);
    await until('another one supervises', async () => (await isRunning(root, 'runsvdir')) === '1');
    await root.allRun(['/bin/sv'], 'plain', 'spoken');
    expect(pids()).toEqual(before);
    const { version } = JSON.parse(readFileSync(join(PACKAGE_BIN, '../../package.json'), 'utf8'));
    const upgrade = () => root.run('/bin/runstate', 'upgrade', '--directory', '/services');
    const upgraded = { code: 0, out: `/services: version ${version} has become ${version} (pid 1)`, err: '' };
    // Not before it listens.
    await until('it can be upgraded', async () => (await upgrade()).code === 0);
    expect(await upgrade()).toEqual(upgraded);
    expect(pids()).toEqual(before);
    root.signal('SIGHUP');
    expect(await root.ended).toBe(111);
    // The shell's word on the first one.
    expect(root.stderr).toBe('Killed\n');
  });

  it('loads its native part from wherever it may, or from beside itself', async () => {
    const root = new BareRoot({});
    await root.boot('/bin/sleep', '3600');
    const user = () => root.run('/usr/lib/runstate/runstate', 'chpst', '-u', ':7:8', '/bin/busybox', 'id', '-u');
    const seven = { code: 0, out: '7', err: '' };
    expect(await user()).toEqual(seven);
    expect((await root.run('/bin/busybox', 'mount', '-o', 'remount,ro', '/run')).code).toBe(0);
    const places = '/usr/lib/runstate/koffi.node, /tmp, /run, /dev/shm, /var/tmp';
    expect(await user()).toEqual({
      code: 111,
      out: '',
      err: `chpst: fatal: unable to call the system: no place to load koffi from: ${places}`,
    });
    await root.install();
    expect(await user()).toEqual(seven);
  });

  it('needs no shell', async () => {
    const root = new BareRoot(
      { plain: { run: '#!/bin/busybox ash\nexec /bin/busybox sleep 3600\n' } },
      { shell: false },
    );
    const binary = '/usr/lib/runstate/runstate';
    await root.boot(binary, 'init', '/services');
    await root.allRun([binary, 'sv'], 'plain');
    expect((await root.run(binary, 'install', '/run/bin')).code).toBe(0);
    expect(await root.run('/run/bin/chpst', '-u', ':7:8', '/bin/busybox', 'id', '-u')).toEqual({
      code: 0,
      out: '7',
      err: '',
    });
    expect((await root.run('/run/bin/sv', 'status', '/services/plain')).out).toMatch(/^run: /);
    expect(readdirSync(root.services)).toEqual(['plain']);
    root.signal('SIGTERM');
    expect(await root.ended).toBe(0);
    expect(root.stderr).toBe('');
  });
});
