import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { buildExecutable, EXECUTABLE, notBuildable } from '../runtime/binary/support/executable.ts';
import { listeningProcess } from '../support/namespace.ts';
import { registry } from '../support/registry.ts';
import { until } from '../support/until.ts';
import { CleanRoot, LOGIN } from './support/clean-root.ts';
import { minimalDebian, missing } from './support/minimal-debian.ts';
import { takeTour, tourOf } from './support/tour.ts';
import { TypedShell } from './support/typed-shell.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const NPM = '/usr/lib/node_modules/npm';
const BASH = ['bash', '--noprofile', '--norc'] as const;
/** Seconds from the clone to the first service of one's own. */
const PATIENCE = 180;

// What is seen at a glance; the Debian and the registry, which may take minutes, are not asked for before a test runs.
const obstacle = missing();
const noNode = obstacle ?? (existsSync('/usr/bin/node') && existsSync(NPM) ? undefined : 'a Node and npm in /usr');
const noBinary = obstacle ?? notBuildable;
const why = (reason: string | undefined): string => (reason === undefined ? '' : ` (${reason})`);

let debian: string | undefined;
beforeAll(async () => {
  debian = await minimalDebian();
}, 400_000);
beforeEach(({ skip }) => skip(debian === undefined, 'debootstrap cannot make a Debian'));

/** The machine's own Node, which need not be the one that runs this, and its npm. */
const withNode = (): CleanRoot => {
  const root = new CleanRoot(debian!);
  root.put('/usr/bin/node', '/usr/bin/node');
  root.put(NPM, NPM);
  symlinkSync(join('..', NPM.slice('/usr/'.length), 'bin/npm-cli.js'), root.path('/usr/bin/npm'));
  for (const path of registry().files) root.put(realpathSync(path), path);
  return root;
};

/** A shell in the clone. The page has one port on any machine, so only what needs the registry is given this machine's network. */
const shellIn = async (root: CleanRoot, network: 'ours' | 'own'): Promise<TypedShell> => {
  const shell = new TypedShell(root.command('second', network, ...BASH), { ...LOGIN, ...registry().environment });
  await shell.type('cd /root/runstate', (said) => said === '');
  return shell;
};

it.skipIf(noNode)(
  `in a clean root with only Node and npm, the tour is as it says, from the clone on${why(noNode)}`,
  async ({ skip }) => {
    skip(registry().obstacle !== undefined, registry().obstacle);
    const root = withNode();
    const begin = performance.now();
    const seconds = (): number => (performance.now() - begin) / 1000;
    const times = new Map<string, number>();
    // Some are typed again, later on.
    const note = (command: string): void => void (times.has(command) || times.set(command, seconds()));
    execFileSync('git', ['clone', '--quiet', ROOT, root.path('/root/runstate')]);
    const cloned = seconds();
    const [install, ...tour] = tourOf(join(root.path('/root/runstate'), 'README.md')).flat();
    const installing = await shellIn(root, 'ours');
    await takeTour(installing, [[install!]], note, PATIENCE * 1000);
    await installing.end();
    await takeTour(await shellIn(root, 'own'), [tour], note);
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
    const root = new CleanRoot(debian!);
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
