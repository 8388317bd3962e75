import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Form, type Logged, LogLab } from '../support/log-lab.ts';
import { program } from '../support/temporary.ts';
import { until } from '../support/until.ts';

/** A service that writes what the test puts into its FIFO `in`. */
const ECHO = '#!/bin/sh\nexec cat 0<>in\n';

class Echo extends LogLab {
  constructor(form: Form, logged: Logged = {}) {
    super(form, { run: ECHO, ...logged });
    execFileSync('mkfifo', [join(this.service, 'in')]);
  }

  write(text: string): void {
    writeFileSync(join(this.service, 'in'), text);
  }

  async ready(): Promise<this> {
    this.start();
    await this.logRuns();
    await until('the service runs', () => readFileSync(join(this.service, 'supervise/stat'), 'latin1') === 'run\n');
    return this;
  }

  async wrote(text: string): Promise<void> {
    this.write(text);
    await this.logs(text);
  }

  /** Modes and contents of the log directory, old logs by their place; stamps, where there are any, as digits. */
  view(): string[] {
    const shown = (name: string): string =>
      `${(statSync(this.path(name)).mode & 0o777).toString(8)} ${JSON.stringify(readFileSync(this.path(name), 'latin1'))}`;
    const old = this.old().map((name, place) => `${place}${name.slice(25)} ${shown(name)}`);
    return [
      ...old,
      ...['current', 'lock'].filter((name) => existsSync(this.path(name))).map((name) => `${name} ${shown(name)}`),
    ];
  }
}

/** What is in `log/supervise`, of what runit knows. */
const statusOf = (lab: Echo): string =>
  lab
    .sv('status', 'a/log')
    .replace(/\(pid \d+\) /, '(pid) ')
    .replace(/\d+s/, 'Ns');

describe('the same, hosted and as a process', () => {
  const both = async (logged: Logged, story: (lab: Echo) => Promise<unknown>): Promise<unknown[]> =>
    Promise.all(
      (['hosted', 'process'] as const).map(async (form) => {
        const lab = await new Echo(form, logged).ready();
        return story(lab);
      }),
    );

  it('files while lines come, at a rotation, and when it ends', async () => {
    const [hosted, process] = await both({ config: 'n5\n' }, async (lab) => {
      await lab.wrote('one\n');
      const first = lab.view();
      lab.sv('alarm', 'a/log');
      await until('it is rotated', () => lab.old().length === 1);
      await lab.wrote('two\n');
      const second = lab.view();
      lab.sv('stop', 'a/log');
      return [first, second, lab.view(), readdirSync(join(lab.log, 'supervise')).filter((name) => name !== 'child')];
    });
    expect(hosted).toEqual(process);
    expect(hosted).toEqual([
      ['current 644 "one\\n"', 'lock 600 ""'],
      ['0.s 744 "one\\n"', 'current 644 "two\\n"', 'lock 600 ""'],
      ['0.s 744 "one\\n"', 'current 744 "two\\n"', 'lock 600 ""'],
      ['control', 'lock', 'ok', 'pid', 'stat', 'status'],
    ]);
  });

  it('L19: what sv says and asks: up, down, pause, once, term, kill', async () => {
    const [hosted, process] = await both({}, async (lab) => {
      const said: string[] = [];
      const ask = async (command: string, state: string): Promise<void> => {
        lab.sv(command, 'a/log');
        await until(
          `after ${command} it is ${state}`,
          () => lab.logState().replace(/, (here|a process)$/, '') === state,
        );
        said.push(`${command}: ${statusOf(lab)}`);
      };
      await ask('pause', 'run, paused');
      await ask('cont', 'run');
      await ask('down', 'down');
      await ask('up', 'run');
      await ask('once', 'run, want down');
      await ask('up', 'run');
      await ask('hup', 'run');
      const since = (): string => readFileSync(join(lab.log, 'supervise/status')).toString('hex', 0, 12);
      const before = since();
      lab.sv('kill', 'a/log');
      await until('it has been started again', () => since() !== before && lab.logState().startsWith('run'));
      await lab.wrote('after all\n');
      return said;
    });
    expect(hosted).toEqual(process);
  });

  it('sv hup reads the config again', async () => {
    const [hosted, process] = await both({}, async (lab) => {
      await lab.wrote('one\n');
      writeFileSync(lab.path('config'), 'pNEW: \n');
      lab.sv('hup', 'a/log');
      await until('lines are as the new config says', () => {
        lab.write('two\n');
        return lab.logged().includes('NEW: two\n');
      });
      return lab.logged().replace(/(?<=one\n)(two\n)*|(?<=NEW: two\n)(NEW: two\n)*/g, '');
    });
    expect(hosted).toEqual(process);
    expect(hosted).toBe('one\nNEW: two\n');
  });

  it('a stopped logger reads nothing, and goes on where it was', async () => {
    const stories = await both({}, async (lab) => {
      await lab.wrote('one\n');
      lab.sv('pause', 'a/log');
      await until('it is paused', () => lab.logState().includes('paused'));
      lab.write('two\n');
      lab.sv('alarm', 'a/log');
      // The service has read it when it reads again.
      lab.write('');
      const held = lab.view();
      lab.sv('cont', 'a/log');
      await lab.logs('two\n');
      await until('the signal is heard', () => lab.old().length === 1);
      return [held[0], lab.logged()];
    });
    expect(stories[0]).toEqual(stories[1]);
    expect(stories[0]).toEqual(['current 644 "one\\n"', 'one\ntwo\n']);
  });

  it('a line that has not ended is kept when the service ends', async () => {
    const [hosted, process] = await both({ run: '#!/bin/sh\nprintf "a\\nb"\nexec sleep 1000\n' }, async (lab) => {
      await lab.logs('a\n');
      lab.sv('exit', 'a');
      await lab.logs('b\n');
      return lab.logged().slice(0, 4);
    });
    expect(hosted).toEqual(process);
    expect(hosted).toBe('a\nb\n');
  });

  it('several directories, each with its config; one that is not there', async () => {
    const logged = { options: '-v main other missing', directories: ['main', 'other'], config: '-*\n+*a*\n' };
    const [hosted, process] = await both(logged, async (lab) => {
      lab.write('bab\nxyz\n');
      await lab.logs('xyz\n', 'other');
      const said = () =>
        lab.said
          .split('\n')
          .filter((line) => line.startsWith('svlogd'))
          .sort();
      await until('all has been said', () => said().length === 4);
      return [lab.logged(), lab.logged('other'), said()];
    });
    expect(hosted).toEqual(process);
    expect(hosted).toEqual([
      'bab\n',
      'bab\nxyz\n',
      [
        'svlogd: info: new: main/current',
        'svlogd: info: new: other/current',
        'svlogd: info: read: main/config',
        'svlogd: warning: unable to open log directory: missing: file does not exist',
      ],
    ]);
  });

  it('a processor has its files, and its end is heard', async () => {
    const config = '!tr a-z A-Z; echo new >&5; cat <&4\n';
    const [hosted, process] = await both({ options: '-v ./main', config }, async (lab) => {
      for (const line of ['one\n', 'two\n']) {
        await lab.wrote(line);
        lab.sv('alarm', 'a/log');
        await until(
          'it is processed',
          () => lab.logged().includes(line.toUpperCase()) && lab.old().every((name) => name.endsWith('.s')),
        );
      }
      await until('it has been said', () => lab.said.match(/ processed: /g)?.length === 2);
      return [lab.view(), readFileSync(lab.path('state'), 'latin1'), lab.said.replaceAll(/@[0-9a-f]{24}/g, '@')];
    });
    expect(hosted).toEqual(process);
    expect((hosted as unknown[]).slice(0, 2)).toEqual([
      ['0.s 744 "ONE\\n"', '1.s 744 "TWO\\nnew\\n"', 'current 644 ""', 'lock 600 ""'],
      'new\n',
    ]);
  });
});

describe('what is run as a process', () => {
  it.each<[string, Logged]>([
    ['a script that does more', { logRun: '#!/bin/sh\ntrue\nexec svlogd ./main\n' }],
    ['another svlogd', { logRun: '#!/bin/sh\nexec /usr/bin/env svlogd ./main\n' }],
    ['lines that need much memory', { options: '-l 1000000 -b 2000000 ./main' }],
    ['options that are wrong', { options: '-l 5000 ./main' }],
  ])('%s', async (_, logged) => {
    const lab = new Echo('hosted', logged);
    lab.start();
    await until('it has been started', () => lab.logState() === 'run, a process' || lab.said.includes('usage: '));
  });

  it('everything, where the environment says so', async () => {
    const lab = await new Echo('process').ready();
    await lab.wrote('one\n');
    expect(lab.logState()).toBe('run, a process');
  });
});

describe('a change of form', () => {
  it('takes what a killed one has left in the spool', async () => {
    const lab = await new Echo('hosted').ready();
    await lab.wrote('one\n');
    lab.write('begun');
    await until('the spool has it', () => readFileSync(join(lab.log, 'supervise/spool'), 'latin1').endsWith('begun'));
    await lab.killed();
    lab.start({ RUNSTATE_EMBED_SVLOGD: '0' });
    await lab.logRuns('run, a process');
    await lab.wrote('two\n');
    expect(lab.logged()).toBe('one\nbegun\ntwo\n');
    expect(readdirSync(join(lab.log, 'supervise'))).not.toContain('spool');
  });

  it('L21: TERM in mid-line leaves what has begun to the next logger, which has its end', async () => {
    const lab = await new Echo('hosted').ready();
    await lab.wrote('one\n');
    lab.write('begun');
    await until('the spool has it', () => readFileSync(join(lab.log, 'supervise/spool'), 'latin1').endsWith('begun'));
    expect(lab.sv('down', '-v', 'a/log')).toMatch(/^ok: down: /);
    expect(lab.logged()).toBe('one\n');
    lab.write(', and ended\n');
    lab.sv('up', 'a/log');
    await lab.logs('begun, and ended\n');
    expect(lab.logged()).toBe('one\nbegun, and ended\n');
  });

  it('waits where what is in the spool cannot be logged: what comes later is not logged first', async () => {
    const lab = await new Echo('hosted').ready();
    lab.write('begun');
    await until('the spool has it', () => readFileSync(join(lab.log, 'supervise/spool'), 'latin1').endsWith('begun'));
    await lab.killed();
    renameSync(join(lab.log, 'main'), join(lab.log, 'away'));
    lab.start({ RUNSTATE_EMBED_SVLOGD: '0' });
    const told = 'runsv a: warning: unable to log what is in log/supervise/spool, sleeping\n';
    await until('it is told', () => lab.said.includes(told));
    lab.write('two\n');
    expect(lab.logState()).toMatch(/^down/);
    renameSync(join(lab.log, 'away'), join(lab.log, 'main'));
    await lab.logRuns('run, a process');
    await lab.logs('two\n');
    expect(lab.logged()).toBe('begun\ntwo\n');
  });

  it('says so where it cannot', async () => {
    const lab = await new Echo('hosted').ready();
    lab.write('begun');
    await until('the spool has it', () => readFileSync(join(lab.log, 'supervise/spool'), 'latin1').endsWith('begun'));
    await lab.killed();
    program(join(lab.log, 'run'), '#!/bin/sh\nexec cat >/dev/null\n');
    lab.start();
    await until('it is told', () => lab.said.includes('runsv a: warning: log/supervise/spool holds'));
    await lab.logRuns('run, a process');
  });
});

it('a hosted logger that is killed while it waits for its disk lets go of the log', async () => {
  const lab = new Echo('hosted', { run: '#!/bin/sh\nexec seq 100000\n' });
  execFileSync('mkfifo', [lab.path('current')]);
  const slow = openSync(lab.path('current'), constants.O_RDWR);
  onTestFinished(() => closeSync(slow));
  const waits = (): number => lab.said.split('pausing: unable to write to current').length - 1;
  lab.start();
  await until('it waits', () => waits() === 1);
  lab.sv('kill', 'a/log');
  await until('its successor waits', () => waits() === 2);
  expect(lab.said).not.toContain('unable to lock');
});

it('a hosted logger ends although its supervise directory is gone', async () => {
  const lab = await new Echo('hosted').ready();
  await lab.wrote('one\n');
  rmSync(join(lab.log, 'supervise'), { recursive: true });
  lab.sv('exit', 'a');
  await until(
    'the service has gone',
    () => existsSync(lab.path('current')) && (statSync(lab.path('current')).mode & 0o100) !== 0,
  );
  expect(lab.logged()).toBe('one\n');
  expect(lab.said).not.toContain('fault');
});

it('a log directory that is replaced before its current could be opened is opened anew', async () => {
  const lab = new Echo('hosted');
  mkdirSync(lab.path('current'));
  lab.start();
  await until('it waits', () => lab.said.includes('pausing: unable to open current'));
  rmSync(join(lab.log, 'main'), { recursive: true });
  mkdirSync(join(lab.log, 'main'));
  lab.write('one\n');
  await lab.logs('one\n');
});

it('a log directory that cannot be used ends a hosted logger as it ends a process', async () => {
  const lab = new Echo('hosted', { options: './missing' });
  lab.start();
  await until('it has ended', () => lab.said.includes('svlogd: fatal: no functional log directories.\n'));
  await until('it rests', () => lab.logState().startsWith('down'));
});
