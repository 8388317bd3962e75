import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { program } from '../support/temporary.ts';
import { type Ended, NewcomerLab } from './support/newcomer-lab.ts';

/** A server's stand-in: tells what it was given, and stays. */
const APP = `
const { GREETING, NODE_APP_INSTANCE, PORT } = process.env;
console.log(JSON.stringify({ args: process.argv.slice(2), options: process.execArgv, cwd: process.cwd(), GREETING, NODE_APP_INSTANCE, PORT }));
setInterval(() => {}, 1000);
`;

class ImportLab extends NewcomerLab {
  readonly app = join(this.root, 'app');

  constructor() {
    super();
    mkdirSync(this.app);
    writeFileSync(join(this.app, 'app.js'), APP);
    writeFileSync(join(this.app, 'package.json'), '{}');
  }

  /** Imports an ecosystem file; a value becomes a CommonJS module. */
  import(apps: unknown, ...args: readonly string[]): Promise<Ended> {
    const name = 'ecosystem.config.js';
    writeFileSync(join(this.app, name), `module.exports = ${JSON.stringify({ apps })};\n`);
    return this.runstate('import', 'pm2', `app/${name}`, '--directory', this.services, ...args);
  }

  /** The lines of `run`, without the first ones. */
  script(name: string): string[] {
    return this.read(`${name}/run`).replaceAll(this.root, 'ROOT').split('\n').slice(1, -1);
  }
}

const node = (): string => {
  const found = execFileSync('sh', ['-c', 'command -v node'], { encoding: 'utf8', env: new NewcomerLab().environment });
  return found.trim().startsWith('/usr/') ? 'node' : found.trim();
};

describe('an app', () => {
  it('becomes a service that runs it, where it ran, with what it had', async () => {
    const lab = new ImportLab();
    const told = await lab.import(
      [
        {
          name: 'api',
          script: './app.js',
          args: "--one 'two three'",
          node_args: ['--no-warnings'],
          env: { GREETING: 'hello', PORT: 1 },
          env_production: { PORT: 8080 },
        },
      ],
      '--env',
      'production',
    );
    expect(told).toEqual({
      code: 0,
      out: [
        'made ROOT/services/api',
        'what it prints goes to ROOT/services/api/log/main/current',
        'they start as soon as a runsvdir sees them: runstate status --directory ROOT/services',
        '',
      ].join('\n'),
      err: '',
    });
    lab.supervise();
    const [line] = await lab.logged('api', 1);
    expect(JSON.parse(line!)).toEqual({
      args: ['--one', 'two three'],
      options: ['--no-warnings'],
      cwd: lab.app,
      GREETING: 'hello',
      PORT: '8080',
    });
  });

  it('runs several times, each knowing which it is', async () => {
    const lab = new ImportLab();
    const { out } = await lab.import([
      { name: 'w', script: 'app.js', instances: 2, increment_var: 'PORT', env: { PORT: 3000 } },
    ]);
    expect(out.split('\n').slice(4, 5)).toEqual([
      '  w: exec_mode cluster: is not supported, the 2 processes do not share a port; each needs its own PORT behind a proxy, or listens with reusePort',
    ]);
    lab.supervise();
    const seen = await Promise.all(['w-0', 'w-1'].map(async (name) => JSON.parse((await lab.logged(name, 1))[0]!)));
    expect(seen.map(({ NODE_APP_INSTANCE, PORT }) => [NODE_APP_INSTANCE, PORT])).toEqual([
      ['0', '3000'],
      ['1', '3001'],
    ]);
  });

  it('runs once where it is not to be started again', async () => {
    const lab = new ImportLab();
    program(join(lab.app, 'job.sh'), '#!/bin/sh\necho done\n');
    await lab.import([{ script: 'job.sh', autorestart: false }]);
    expect(lab.script('job')).toEqual([
      "# Was job in a file of pm2's.",
      'exec 2>&1',
      'sv once .',
      'cd ROOT/app || exit 1',
      'exec bash job.sh',
    ]);
    lab.supervise();
    expect(await lab.logged('job', 1)).toEqual(['done']);
    await expect.poll(() => lab.state('job')).toBe('down');
    expect(lab.sv('status', 'job')).toMatch(/^down: ROOT\/services\/job: \d+s, normally up; run: log: /);
  });

  it('is run by what its name says, or what it was told', async () => {
    const lab = new ImportLab();
    program(join(lab.app, 'd.custom'), '');
    program(join(lab.app, 'x/runner'), '#!/bin/sh\n');
    program(join(lab.app, 'binary'), '#!/bin/sh\n');
    await lab.import([
      { name: 'd', script: 'd.custom', interpreter: './x/runner', interpreter_args: '-v' },
      { name: 'none', script: 'binary', interpreter: 'none', args: ['a b'] },
      { name: 'found', script: 'sleep', args: 5 },
      { name: 'js', script: 'app.js' },
      { name: 'line', script: 'sleep 5 "a b"', args: ['6'] },
      { name: 'shell', script: 'sleep 5 && echo $HOME' },
    ]);
    const last = (name: string): string => lab.script(name).at(-1)!;
    expect(['d', 'none', 'found', 'js', 'line', 'shell'].map(last)).toEqual([
      'exec ./x/runner -v d.custom',
      "exec ./binary 'a b'",
      'exec sleep 5',
      `exec ${node()} app.js`,
      "exec sleep 5 'a b' 6",
      "exec sh -c 'sleep 5 && echo $HOME'",
    ]);
  });

  it('is told what it loses, and what was chosen instead', async () => {
    const lab = new ImportLab();
    const { out } = await lab.import([
      {
        name: 'api',
        script: 'app.js',
        exec_mode: 'cluster',
        max_memory_restart: '300M',
        cron_restart: '0 3 * * *',
        watch: true,
        out_file: 'o',
        error_file: 'e',
        max_restarts: 5,
        kill_timeout: 3000,
        unheard_of: 1,
      },
      { name: 'sh', script: 'sleep', args: '9', max_memory_restart: '1G', watch: false },
    ]);
    expect(out.split('\n').filter((line) => line.startsWith('  '))).toEqual([
      '  api: exec_mode cluster: it is a process like any other, nothing is lost with one instance',
      '  api: max_memory_restart 300M: nobody watches its memory here; Node gets --max-old-space-size=300, ends when its heap outgrows that, and is started again',
      '  api: cron_restart: left out, there is no clock for it here; a line for crontab: 0 3 * * * sv restart ROOT/services/api',
      '  api: out_file, error_file: output and errors go to one log, log/main/current, which svlogd rotates',
      '  api: max_restarts: left out; it is always started again, after a second where it ran for less than one',
      '  api: watch: left out, files are not watched here; for development: node --watch',
      '  api: kill_timeout: left out, nothing is killed by itself; sv -w SECONDS force-stop does so',
      '  api: unheard_of: left out, it is not known here',
      '  sh: max_memory_restart 1G: left out, nobody watches its memory here; limit it by a cgroup, or by chpst -m in run',
    ]);
    expect(lab.script('api').at(-1)).toBe(`exec ${node()} --max-old-space-size=300 app.js`);
  });

  it('has as many instances as processors where it is to have all', async () => {
    const lab = new ImportLab();
    await lab.import([{ name: 'w', script: 'app.js', instances: 'max' }]);
    const all = availableParallelism();
    expect(readdirSync(lab.services)).toEqual(
      all === 1 ? ['w'] : Array.from({ length: all }, (_, which) => `w-${which}`).sort(),
    );
  });
});

describe('a file', () => {
  it.each([
    ['a.cjs', 'module.exports = [{ name: "a", script: "app.js" }];'],
    ['a.mjs', 'console.log("noise"); export default { apps: [{ name: "a", script: "app.js" }] };'],
    ['a.mjs', 'export const apps = [{ name: "a", script: await Promise.resolve("app.js") }];'],
    ['a.json', '{ "name": "a", "script": "app.js" }'],
  ])('%s: %s', async (name, text) => {
    const lab = new ImportLab();
    writeFileSync(join(lab.app, name), text);
    const { code } = await lab.runstate('import', 'pm2', join(lab.app, name), '--directory', lab.services);
    expect([code, lab.names()]).toEqual([0, ['a']]);
  });

  it.each([
    ['a.yml', '', 'ROOT/app/a.yml is neither JavaScript nor JSON by its name (.js, .cjs, .mjs, .json)'],
    ['a.json', '{ ', 'ROOT/app/a.json is no JSON: '],
    ['a.js', 'throw 1', 'unable to load ROOT/app/a.js: Node could not, as it says'],
    ['a.js', 'module.exports = { apps: [] }', 'ROOT/app/a.js has no apps'],
    ['a.js', 'module.exports = [{}]', 'ROOT/app/a.js: app 1 has no script'],
    ['a.js', 'module.exports = [{ script: "no.js" }]', 'app 1 (no.js): there is no program no.js in PATH'],
    [
      'a.js',
      'module.exports = [{ script: "./no.js", interpreter: "node" }]',
      'app 1 (./no.js): there is no script ROOT/app/no.js',
    ],
    ['a.js', 'module.exports = [{ script: "app.js" }, { script: "app.js" }]', 'ROOT/app/a.js: two apps become app'],
    [
      'a.js',
      'module.exports = [{ script: "app.js", cwd: "none" }]',
      'app 1 (app.js): there is no directory ROOT/app/none',
    ],
    [
      'a.js',
      'module.exports = [{ script: "app.js", user: "no-such-user" }]',
      'app 1 (app.js): there is no user no-such-user',
    ],
    [
      'a.js',
      'module.exports = [{ name: "x", script: "app.js" }, { name: "taken", script: "app.js" }]',
      'ROOT/services/taken is there already, and stays as it is',
    ],
  ])('%s, %s: %s; nothing is made', async (name, text, message) => {
    const lab = new ImportLab();
    mkdirSync(join(lab.services, 'taken'));
    writeFileSync(join(lab.app, name), text);
    const { code, err } = await lab.runstate('import', 'pm2', join(lab.app, name), '--directory', lab.services);
    const told = err.split('\n').find((line) => line.startsWith('runstate: '));
    expect([code, told?.slice(0, `runstate: fatal: ${message}`.length), readdirSync(lab.services)]).toEqual([
      111,
      `runstate: fatal: ${message}`,
      ['taken'],
    ]);
  });

  it.each([[[]], [['pm2']], [['forever', 'a.json']], [['pm2', 'a', 'b']]])('wrong usage: %j', async (args) => {
    const { code, err } = await new ImportLab().runstate('import', ...args);
    expect([code, err.split(' ').slice(0, 3)]).toEqual([100, ['usage:', 'runstate', 'import']]);
  });
});
