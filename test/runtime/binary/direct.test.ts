import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { NAMES } from '../../../runtime/program-names.ts';
import { program, temporary } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';
import { buildExecutable, EXECUTABLE, notBuildable, PACKAGE_BIN } from './support/executable.ts';

const KOFFI = createRequire(import.meta.url).resolve(
  `@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`,
);
const PLAIN = { reject: false, stdin: 'ignore' } as const;

beforeAll(() => {
  if (notBuildable === undefined) buildExecutable();
}, 300_000);

/** What a program finds that is started through a chpst, by a shell that ignores HUP and has a small limit. */
const foundThrough = async (chpst: readonly string[]): Promise<string> => {
  const script = 'trap "" HUP; ulimit -Sn 99; exec "$@" sh -c \'grep SigIgn: /proc/self/status; ulimit -n\'';
  return (await execa('sh', ['-c', script, 'sh', ...chpst])).stdout;
};

describe.skipIf(notBuildable)(`the single executable${notBuildable ? ` (${notBuildable})` : ''}`, () => {
  it('is called by a link, by its first argument, or by what install has written', async () => {
    const directory = temporary();
    symlinkSync(EXECUTABLE, join(directory, 'setuidgid'));
    const usage = (await execa(join(PACKAGE_BIN, 'setuidgid'), PLAIN)).stderr;
    expect((await execa(join(directory, 'setuidgid'), PLAIN)).stderr).toBe(usage);
    expect((await execa(EXECUTABLE, ['setuidgid'], PLAIN)).stderr).toBe(usage);
    expect((await execa(EXECUTABLE, ['sv'], PLAIN)).exitCode).toBe(100);
    expect((await execa(EXECUTABLE, ['nonsense'], PLAIN)).stderr).toMatch(
      /^runstate: fatal: there is no command nonsense\n/,
    );
  });

  it('loads no native part but its own', async () => {
    const executable = join(temporary(), 'runstate');
    copyFileSync(EXECUTABLE, executable);
    const beside = join(executable, '../koffi.node');
    writeFileSync(beside, 'another one');
    const chpst = () => execa(executable, ['chpst', 'echo', 'started'], PLAIN);
    expect(await chpst()).toMatchObject({ exitCode: 0, stdout: 'started', stderr: '' });
    expect((await execa(executable, ['install', temporary()], PLAIN)).exitCode).toBe(0);
    expect(readFileSync(beside)).toEqual(readFileSync(KOFFI));
    expect(readdirSync(dirname(executable)).sort()).toEqual(['koffi.node', 'runstate']);
    expect(await chpst()).toMatchObject({ exitCode: 0, stdout: 'started', stderr: '' });
  });

  it('puts its native part nowhere, and loads it from nowhere, where others may write', async () => {
    const executable = join(temporary(), 'runstate');
    copyFileSync(EXECUTABLE, executable);
    chmodSync(dirname(executable), 0o1777);
    const fifo = join(executable, '../koffi.node');
    execFileSync('mkfifo', [fifo]);
    expect((await execa(executable, ['install', temporary()], PLAIN)).exitCode).toBe(0);
    expect(await execa(executable, ['chpst', 'echo', 'started'], PLAIN)).toMatchObject({
      stdout: 'started',
      stderr: '',
    });
    expect(readdirSync(dirname(executable)).sort()).toEqual(['koffi.node', 'runstate']);
    expect(statSync(fifo).isFIFO()).toBe(true);
  });

  it('passes on what it was given, where a launcher has noted it', async () => {
    const directory = temporary();
    await execa(EXECUTABLE, ['install', directory]);
    const expected = await foundThrough([join(PACKAGE_BIN, 'chpst'), '-P']);
    expect(expected).toMatch(/[13579bdf]\n99$/);
    expect(await foundThrough([join(directory, 'chpst'), '-P'])).toBe(expected);
  });

  it('P02: started directly, gives services the limit of its parent and the descriptors that it got', async () => {
    const services = temporary();
    program(join(services, 'a/run'), '#!/bin/sh\nexec sleep 3600\n');
    const script = 'trap "" USR2; ulimit -Sn 99; exec 7</etc/passwd; "$@" & wait; wait';
    const shell = spawn('sh', ['-c', script, 'sh', EXECUTABLE, 'runsvdir', services], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((settle) => shell.once('exit', settle));
    const [host] = await until('it is started', () => {
      const [child] = readFileSync(`/proc/${shell.pid}/task/${shell.pid}/children`, 'latin1')
        .split(' ')
        .filter(Boolean);
      return child !== undefined && [Number(child)];
    });
    onTestFinished(async () => {
      process.kill(host!, 'SIGHUP');
      await ended;
    });
    const sv = () => execa(EXECUTABLE, ['sv', 'status', join(services, 'a')], PLAIN);
    await until('the service runs', async () => (await sv()).stdout.startsWith('run: '));
    const proc = `/proc/${readFileSync(join(services, 'a/supervise/pid'), 'latin1').trim()}`;
    const { code } = await until('it is what it becomes', () =>
      readlinkSync(`${proc}/exe`).endsWith('sh') ? false : { code: 0 },
    );
    expect(code).toBe(0);
    expect(readFileSync(`${proc}/limits`, 'latin1')).toMatch(/^Max open files +99 /m);
    expect(readFileSync(`${proc}/status`, 'latin1')).toMatch(/^SigIgn:\t0+$/m);
    const opened = readdirSync(`${proc}/fd`).map((fd) => [fd, readlinkSync(`${proc}/fd/${fd}`)]);
    expect(opened.filter(([fd]) => Number(fd) === 7)).toEqual([['7', '/etc/passwd']]);
    expect(opened.filter(([, target]) => target!.startsWith('anon_inode:'))).toEqual([]);
  });

  it.each([
    ['ecosystem.config.js', "module.exports = require('./apps.cjs');"],
    ['ecosystem.config.mjs', "const { default: all } = await import('./apps.cjs'); export default all;"],
    ['ecosystem.config.ts', "const all: object = require('./apps.cjs'); module.exports = all;"],
  ])('imports %s where there is no Node but its own', async (name, text) => {
    const directory = temporary();
    writeFileSync(join(directory, 'apps.cjs'), "module.exports = { apps: [{ name: 'a', script: './app' }] };");
    writeFileSync(join(directory, name), text);
    program(join(directory, 'app'), '#!/bin/sh\n');
    const args = ['import', 'pm2', name, '--directory', directory];
    const { exitCode, stderr } = await execa(EXECUTABLE, args, {
      ...{ ...PLAIN, cwd: directory, env: { PATH: '/none' }, extendEnv: false },
    });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(readFileSync(join(directory, 'a/run'), 'utf8')).toMatch(/^exec \.\/app$/m);
  });

  it('has a shell read the settings of rsvlog', async () => {
    const service = temporary();
    mkdirSync(join(service, 'log'));
    symlinkSync(EXECUTABLE, join(service, 'log/run'));
    writeFileSync(join(service, 'log/conf'), 'SV_LOG_BASE=$(pwd)/here\nSV_LOGDIR=$SV_LOG_BASE/it\nUSERGROUP=\n');
    const { stdout } = await execa('./run', { cwd: join(service, 'log'), input: 'a line\n' });
    expect(stdout).toContain('rsvlog: info: logging to ');
    const found = execFileSync('grep', ['-rl', 'a line', join(service, 'log/here')], { encoding: 'utf8' });
    expect(found.trim()).toMatch(/\/current$/);
  });
});

describe.each([
  ['the package', join(PACKAGE_BIN, 'runstate'), undefined],
  ['the single executable', EXECUTABLE, notBuildable],
])('runstate install, of %s', (_, runstate, obstacle) => {
  it.skipIf(obstacle)('makes all programs, and makes them again', async () => {
    const directory = temporary();
    for (let time = 0; time < 2; time++) {
      const { exitCode, stderr } = await execa(runstate, ['install', directory], PLAIN);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(readdirSync(directory).sort()).toEqual([...NAMES].sort());
    }
    expect((await execa(join(directory, 'sv'), PLAIN)).stderr).toBe(
      (await execa(join(PACKAGE_BIN, 'sv'), PLAIN)).stderr,
    );
    expect((await execa(join(directory, 'runsvdir'), PLAIN)).stderr).toBe(`usage: ${directory}/runsvdir [-P] dir\n`);
  });

  it.skipIf(obstacle)('makes none where a name is taken, or there is no such directory', async () => {
    const directory = temporary();
    program(join(directory, 'sv'), '#!/bin/sh\necho another\n');
    symlinkSync('nowhere', join(directory, 'chpst'));
    const { exitCode, stderr } = await execa(runstate, ['install', directory], PLAIN);
    expect([exitCode, stderr]).toEqual([
      111,
      ['chpst', 'sv']
        .map((name) => `runstate: fatal: ${directory}/${name} is there already, and none of runstate's`)
        .join('\n'),
    ]);
    expect(readdirSync(directory).sort()).toEqual(['chpst', 'sv']);
    expect((await execa(runstate, ['install', join(directory, 'none')], PLAIN)).stderr).toBe(
      `runstate: fatal: unable to install programs in ${directory}/none: file does not exist`,
    );
    expect((await execa(runstate, ['install'], PLAIN)).exitCode).toBe(100);
  });
});
