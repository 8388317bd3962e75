import { execFileSync } from 'node:child_process';
import { closeSync, statSync } from 'node:fs';
import { describe } from 'vitest';
import { accessOf, endlessInput, givenTo, processCalled } from './support/child.ts';
import { differs, same } from './support/compare.ts';
import { commandLine } from './support/proc.ts';
import { PLAIN_ENVIRONMENT, type StartOptions } from './support/program.ts';
import { empty, link, type Sandbox, shell, type Tree } from './support/sandbox.ts';
import { until } from './support/until.ts';

/**
 * Programs that change nothing before they wait, so that the kernel can be asked what they were given. `cat` waits for
 * its input; `sleep 7 0` is what it makes of the arguments of a finish after exit 7.
 */
const CAT = link('/bin/cat');
const SLEEP = link('/bin/sleep');

const through = (script: string): readonly string[] => ['sh', '-c', `${script} && exec "$@"`, 'sh'];

/** Ways to start runsv; whatever it inherits, its children are to find. */
const STARTS: Readonly<Record<string, StartOptions>> = {
  'as usual': {},
  'with ignored signals': { through: through("trap '' HUP INT PIPE USR1 TSTP") },
  'with the signals ignored that runsv handles itself': { through: through("trap '' TERM CHLD") },
  'with blocked signals': { through: ['env', '--block-signal=USR1,USR2,HUP,PIPE'] },
  'with all signals blocked': { through: ['env', '--block-signal'] },
  'with few descriptors allowed': { through: through('ulimit -Sn 512') },
  'with a hard limit of descriptors': { through: through('ulimit -n 256') },
  'with other limits': { through: through('ulimit -c 0 && ulimit -s 4096 && ulimit -t 3600') },
  'with a umask': { through: through('umask 027') },
  'with an empty environment': { env: {}, through: ['env', '-i'] },
  'with only a PATH': { env: { PATH: '/bin' } },
  'with an odd environment': {
    env: { ...PLAIN_ENVIRONMENT, EMPTY: '', LINES: 'a\nb', UTF: 'ä€', NODE_ENV: 'x', NODE_OPTIONS: '--no-warnings' },
  },
  'with bytes that are not UTF-8 in the environment': {
    through: ['sh', '-c', 'X=$(printf "a\\377b") && export X && exec "$@"', 'sh'],
  },
  'with a further descriptor': { through: through('exec 3</dev/null 7>/dev/null') },
  'as a nice process': { through: ['nice', '-n', '5'] },
};

/** Starts runsv with a standard input that never ends. */
const started = async (box: Sandbox, tree: Tree, options: StartOptions) => {
  const service = box.make('service', tree);
  execFileSync('mkfifo', [box.path('input')]);
  const stdin = endlessInput(box.path('input'));
  try {
    return { service, runsv: await box.supervise(service, { ...options, stdin }) };
  } finally {
    // runsv and its children have it now, for reading and writing both, so it never ends for them.
    closeSync(stdin);
  }
};

describe('what run is given', () => {
  for (const [how, options] of Object.entries(STARTS)) {
    same(`by a runsv started ${how}`, async (box) => {
      const { runsv } = await started(box, { run: CAT }, options);
      return givenTo(box, await processCalled(box, runsv.pid, './run'), runsv.pid);
    });
    same(`by a runsv started ${how}, with a log`, async (box) => {
      const { runsv, service } = await started(box, { run: CAT, 'log/run': CAT, 'log/down': empty }, options);
      const run = givenTo(box, await processCalled(box, runsv.pid, './run'), runsv.pid);
      await service.log.write('u');
      await service.log.untilStat('run');
      const { pid } = service.log.status();
      await until('log/run is executed', () => commandLine(pid)[0] === './run');
      return { run, log: givenTo(box, pid, runsv.pid) };
    });
  }
});

describe('what run is given where a standard descriptor is closed', () => {
  const standard = (redirections: string, tree: Tree) => async (box: Sandbox) => {
    const { runsv } = await started(box, tree, { through: through(`exec ${redirections}`) });
    const { descriptors } = givenTo(box, await processCalled(box, runsv.pid, 'sleep'), runsv.pid);
    return descriptors.filter((line) => /^[012]:/.test(line));
  };
  const OPEN = ['0: /input both', '1: /.output/out write append', '2: /.output/err write append'];
  const NOTHING = ['0: /dev/null both', '1: /dev/null both', '2: /dev/null both'];
  for (const [redirections, closed] of Object.entries({
    '<&-': [0],
    '>&-': [1],
    '2>&-': [2],
    '<&- >&- 2>&-': [0, 1, 2],
  })) {
    differs('R11', redirections, standard(redirections, { run: shell('exec sleep 3600') }), {
      runit: OPEN.filter((_, fd) => !closed.includes(fd)),
      runstate: OPEN.map((line, fd) => (closed.includes(fd) ? NOTHING[fd]! : line)),
    });
  }
  same('>&-, with a log', standard('>&-', { run: shell('exec sleep 3600'), 'log/run': CAT }));
});

describe('the environment', () => {
  const environment = (env: Readonly<Record<string, string>>) => async (box: Sandbox) => {
    const { runsv } = await started(box, { run: CAT }, { env: { PATH: '/bin:/usr/bin', ...env } });
    return givenTo(box, await processCalled(box, runsv.pid, './run'), runsv.pid).environment;
  };
  // What a shell drops or sets on its way must not be seen behind it.
  const ODD: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'has names that shells know': { SHLVL: '7', _: 'x', PS1: 'x', ENV: '/nowhere', HOME: '' },
    'has a name that is no word of the shell': { 'A-B': 'c', 'BASH_FUNC_x%%': '() { :; }' },
    'has another PWD than its own': { PWD: '/' },
    'has an OLDPWD, and no PWD': { OLDPWD: '/' },
    'has an IFS': { IFS: 'x' },
  };
  for (const [name, env] of Object.entries(ODD)) same(name, environment(env));
});

describe('the pipe to the log', () => {
  const logpipe = async (box: Sandbox) => {
    const { service } = await started(box, { run: CAT, 'log/run': CAT }, {});
    await service.untilStat('run');
    const { pid } = service.status();
    await until('run is executed', () => commandLine(pid)[0] === './run');
    return { isPipe: statSync(`/proc/${pid}/fd/1`).isFIFO(), access: accessOf(pid, 1) };
  };
  differs('R03', 'is open for reading too', logpipe, {
    runit: { isPipe: true, access: 'write' },
    runstate: { isPipe: true, access: 'both' },
  });
});

describe('what finish is given', () => {
  for (const how of ['as usual', 'with ignored signals', 'with blocked signals', 'with few descriptors allowed']) {
    for (const log of [false, true]) {
      same(`by a runsv started ${how}${log ? ', with a log' : ''}`, async (box) => {
        const tree: Tree = { run: shell('exit 7'), finish: SLEEP, ...(log && { 'log/run': CAT }) };
        const { runsv } = await started(box, tree, STARTS[how]!);
        return givenTo(box, await processCalled(box, runsv.pid, './finish'), runsv.pid);
      });
    }
  }
});

describe('what a control script is given', () => {
  const given = (how: string, log: boolean) => async (box: Sandbox) => {
    const tree: Tree = { run: CAT, 'control/u': CAT, ...(log && { 'log/run': CAT }) };
    const { runsv } = await started(box, tree, STARTS[how]!);
    return givenTo(box, await processCalled(box, runsv.pid, 'control/u'), runsv.pid);
  };
  for (const how of ['as usual', 'with ignored signals', 'with blocked signals', 'with few descriptors allowed']) {
    for (const log of [false, true]) {
      same(`by a runsv started ${how}${log ? ', with a log' : ''}`, async (box) => {
        const { blocked: _, ...rest } = await given(how, log)(box);
        return rest;
      });
    }
  }
  differs('R12', 'TERM and CHLD are not blocked', async (box) => (await given('as usual', false)(box)).blocked, {
    runit: '0000000000014000',
    runstate: '0000000000000000',
  });
  differs(
    'R12',
    'what runsv found blocked is',
    async (box) => (await given('with blocked signals', false)(box)).blocked,
    {
      runit: '0000000000015a01',
      runstate: '0000000000001a01',
    },
  );
});
