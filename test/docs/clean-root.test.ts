import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildExecutable, EXECUTABLE, notBuildable } from '../runtime/binary/support/executable.ts';
import { listeningProcess } from '../support/namespace.ts';
import { registry } from '../support/registry.ts';
import { until } from '../support/until.ts';
import { CleanRoot, LOGIN, noCleanRoot } from './support/clean-root.ts';
import { takeTour, tourOf } from './support/tour.ts';
import { TypedShell } from './support/typed-shell.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const NPM = '/usr/lib/node_modules/npm';
const BASH = ['bash', '--noprofile', '--norc'] as const;
/** Seconds from the clone to the first service of one's own. */
const PATIENCE = 180;

const obstacle = noCleanRoot();
const noNode =
  obstacle ?? (existsSync('/usr/bin/node') && existsSync(NPM) ? registry.obstacle : 'a Node and npm in /usr');
const noBinary = obstacle ?? notBuildable;
const why = (reason: string | undefined): string => (reason === undefined ? '' : ` (${reason})`);

/** The machine's own Node, which need not be the one that runs this, and its npm. */
const withNode = (): CleanRoot => {
  const root = new CleanRoot();
  root.put('/usr/bin/node', '/usr/bin/node');
  root.put(NPM, NPM);
  symlinkSync(join('..', NPM.slice('/usr/'.length), 'bin/npm-cli.js'), root.path('/usr/bin/npm'));
  for (const path of registry.files) root.put(realpathSync(path), path);
  return root;
};

it.skipIf(noNode)(
  `in a clean root with only Node and npm, the tour is as it says, from the clone on${why(noNode)}`,
  async () => {
    const root = withNode();
    const begin = performance.now();
    const seconds = (): number => (performance.now() - begin) / 1000;
    execFileSync('git', ['clone', '--quiet', ROOT, root.path('/root/runstate')]);
    const cloned = seconds();
    const shell = new TypedShell(root.command('second', 'ours', ...BASH), { ...LOGIN, ...registry.environment });
    await shell.type('cd /root/runstate', (said) => said === '');
    const times = new Map<string, number>();
    await takeTour(shell, tourOf(join(root.path('/root/runstate'), 'README.md')), (command) =>
      times.set(command, seconds()),
    );
    const [installed, first] = [times.get('npm install')!, times.get('sv status clock')!];
    const told = [cloned, installed - cloned, first - installed].map((each) => each.toFixed(1));
    console.log(
      `git clone: ${told[0]} s, npm install: ${told[1]} s, until the first service is seen to run: ${told[2]} s`,
    );
    expect(first).toBeLessThan(PATIENCE);
  },
);

describe.skipIf(noBinary)(`in a clean root with nothing but the single executable${why(noBinary)}`, () => {
  beforeAll(buildExecutable, 300_000);

  const withBinary = (): CleanRoot => {
    const root = new CleanRoot();
    root.put(EXECUTABLE, '/usr/local/lib/runstate/runstate');
    execFileSync(root.path('/usr/local/lib/runstate/runstate'), ['install', dirname(root.path('/usr/local/bin/sv'))]);
    return root;
  };

  it('the tour is as it says', async () => {
    const shell = new TypedShell(withBinary().command('second', 'own', ...BASH), LOGIN);
    const [, ...tour] = tourOf(join(ROOT, 'README.md'));
    await takeTour(shell, tour);
  });

  it('it is process 1', async () => {
    const root = withBinary();
    const runstate = root.path('/usr/local/bin/runstate');
    const services = root.path('/srv/services');
    mkdirSync(services);
    execFileSync(runstate, ['new', '--directory', services, 'clock', '--', 'sh', '-c', 'echo tick; exec sleep 1000']);
    const [file, ...args] = root.command('first', 'own', 'runstate', 'init', '/srv/services');
    const first = spawn(file!, args, { env: LOGIN, stdio: ['ignore', 'inherit', 'inherit'] });
    const ended = new Promise((settle) => first.once('exit', settle));
    onTestFinished(async () => {
      first.kill('SIGKILL');
      await ended;
    });
    await until('the line is logged', () =>
      /tick\n$/.test(readFileSync(join(services, 'clock/log/main/current'), 'utf8')),
    );
    process.kill(await listeningProcess(first.pid!), 'SIGTERM');
    expect(await ended).toBe(0);
  });
});
