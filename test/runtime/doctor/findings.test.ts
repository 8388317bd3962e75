import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { sendSignal } from '../../../adapters/send-signal.ts';
import { decodeStatus } from '../../../machines/rules/status-record.ts';
import { CODES, type Code, type Finding } from '../../../runtime/doctor/findings.ts';
import { look } from '../../../runtime/doctor/look.ts';
import { isAlive } from '../../faults/support/lab.ts';
import { canMount, tinyFileSystem } from '../../support/mounts.ts';
import { program, temporary } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';
import { BIN, NewcomerLab } from '../support/newcomer-lab.ts';

const SLEEPS = '#!/bin/sh\nexec 2>&1\nexec sleep 1000\n';
const LOGS = '#!/bin/sh\nexec svlogd -tt ./main\n';

const seenCodes = new Set<Code>();

/** A directory of services, with one that is healthy. */
class Ward {
  readonly root = temporary();
  readonly service = join(this.root, 'a');

  constructor() {
    program(join(this.service, 'run'), SLEEPS);
  }

  path(name: string): string {
    return join(this.service, name);
  }

  logged(run = LOGS): this {
    mkdirSync(this.path('log/main'), { recursive: true });
    program(this.path('log/run'), run);
    return this;
  }

  /** What is found: code and file. */
  async found(): Promise<[Code, string][]> {
    const { findings } = await look(this.root);
    for (const { code } of findings) seenCodes.add(code);
    return findings.map(({ code, path }) => [code, path.replace(this.root, '')]);
  }
}

const mistakes: readonly (readonly [Code, string, (ward: Ward) => void])[] = [
  ['run-missing', '/a/run', (ward) => rmSync(ward.path('run'))],
  [
    'not-a-file',
    '/a/run',
    (ward) => {
      rmSync(ward.path('run'));
      mkdirSync(ward.path('run'));
    },
  ],
  ['not-executable', '/a/run', (ward) => chmodSync(ward.path('run'), 0o644)],
  ['not-executable', '/a/finish', (ward) => program(ward.path('finish'), '#!/bin/sh\n', 0o644)],
  ['not-executable', '/a/check', (ward) => program(ward.path('check'), '#!/bin/sh\n', 0o644)],
  ['not-executable', '/a/log/run', (ward) => chmodSync(ward.logged().path('log/run'), 0o644)],
  ['no-interpreter', '/a/run', (ward) => program(ward.path('run'), 'exec sleep 1000\n')],
  ['no-interpreter', '/a/run', (ward) => program(ward.path('run'), `\ufeff${SLEEPS}`)],
  ['no-interpreter', '/a/run', (ward) => program(ward.path('run'), `\n${SLEEPS}`)],
  ['interpreter-crlf', '/a/run', (ward) => program(ward.path('run'), SLEEPS.replaceAll('\n', '\r\n'))],
  ['interpreter-missing', '/a/run', (ward) => program(ward.path('run'), '#!/no/such/shell\nexec sleep 9\n')],
  ['interpreter-missing', '/a/run', (ward) => program(ward.path('run'), '#!/usr/bin/env no-such-language\n')],
  ['no-exec', '/a/run', (ward) => program(ward.path('run'), '#!/bin/sh\nsleep 1000\n')],
  [
    'no-exec',
    '/a/run',
    (ward) => program(ward.path('run'), '#!/bin/sh\nexec 2>&1\nmkdir -p x\nchpst -u nobody sleep 9 # for now\n'),
  ],
  ['background', '/a/run', (ward) => program(ward.path('run'), '#!/bin/sh\nexec 2>&1\nsleep 1000 &\n')],
  ['daemonizes', '/a/run', (ward) => program(ward.path('run'), '#!/bin/sh\nexec /usr/sbin/sshd -e\n')],
  [
    'daemonizes',
    '/a/run',
    (ward) => program(ward.path('run'), '#!/bin/sh\nexec chpst -u nobody -e ./env memcached -m 64 -d\n'),
  ],
  ['watcher', '/a/run', (ward) => program(ward.path('run'), '#!/bin/sh\nexec mysqld_safe\n')],
  ['stderr-unlogged', '/a/run', (ward) => program(ward.logged().path('run'), '#!/bin/sh\nexec sleep 1000\n')],
  ['log-not-directory', '/a/log', (ward) => writeFileSync(ward.path('log'), '')],
  ['log-run-missing', '/a/log/run', (ward) => mkdirSync(ward.path('log'))],
  ['log-directory-missing', '/a/log/main', (ward) => rmSync(ward.logged().path('log/main'), { recursive: true })],
  ['log-directory-missing', '/var/no/such/log', (ward) => ward.logged('#!/bin/sh\nexec svlogd -tt /var/no/such/log\n')],
  [
    'log-directory-unwritable',
    '/a/log/main',
    (ward) => {
      chmodSync(ward.logged('#!/bin/sh\nexec chpst -u nobody svlogd -tt ./main\n').path('log/main'), 0o700);
    },
  ],
  ['supervise-dangling', '/a/supervise', (ward) => symlinkSync('/no/such/place/a', ward.path('supervise'))],
  [
    'not-fifo',
    '/a/supervise/control',
    (ward) => {
      mkdirSync(ward.path('supervise'));
      writeFileSync(ward.path('supervise/control'), '');
    },
  ],
  [
    'not-fifo',
    '/a/supervise/ok',
    (ward) => {
      mkdirSync(ward.path('supervise'));
      writeFileSync(ward.path('supervise/ok'), '');
    },
  ],
  [
    'not-fifo',
    '/a/log/supervise/ok',
    (ward) => {
      mkdirSync(ward.logged().path('log/supervise'));
      writeFileSync(ward.path('log/supervise/ok'), '');
    },
  ],
  ['world-writable', '/a/run', (ward) => chmodSync(ward.path('run'), 0o777)],
  ['world-writable', '/a', (ward) => chmodSync(ward.service, 0o777)],
  ['dangling-link', '/b', (ward) => symlinkSync('/no/such/service', join(ward.root, 'b'))],
  ['dangling-link', '/a/finish', (ward) => symlinkSync('/no/such/finish', ward.path('finish'))],
  ['control-not-executable', '/a/control/t', (ward) => program(ward.path('control/t'), '#!/bin/sh\n', 0o644)],
  ['down-file', '/a/down', (ward) => writeFileSync(ward.path('down'), '')],
  ['hidden', '/.b', (ward) => program(join(ward.root, '.b/run'), SLEEPS)],
  [
    'many',
    '',
    (ward) => {
      for (let count = 1; count <= 1000; count++) program(join(ward.root, `s${count}`, 'run'), SLEEPS);
    },
  ],
];

it.each(mistakes)('%s: %s', async (code, path, make) => {
  const ward = new Ward();
  expect(await ward.found()).toEqual([]);
  make(ward);
  expect(await ward.found()).toEqual([[code, path]]);
});

describe('what a supervisor leaves', () => {
  const supervised = async (ward: Ward): Promise<[ChildProcess, number]> => {
    const runsv = spawn(join(BIN, 'runsv'), [ward.service], {
      stdio: 'ignore',
      env: { ...process.env, RUNSTATE_HISTORY: '0' },
    });
    // The last one of its files to be written.
    const pid = await until('it runs', () => {
      const status = decodeStatus(readFileSync(ward.path('supervise/status')));
      return status?.state === 'run' && status.pid;
    });
    onTestFinished(async () => {
      runsv.kill('SIGKILL');
      if (isAlive(pid)) sendSignal(pid, 'SIGKILL');
      await until('it is gone', () => !isAlive(pid));
    });
    return [runsv, pid];
  };

  it('nothing, while it is there, or where it has ended as it should', async () => {
    const ward = new Ward();
    const [runsv] = await supervised(ward);
    expect(await ward.found()).toEqual([]);
    const ended = new Promise((settle) => runsv.once('exit', settle));
    runsv.kill('SIGTERM');
    await ended;
    expect(await ward.found()).toEqual([]);
  });

  it('process-left: its service, where it was killed', async () => {
    const ward = new Ward();
    const [runsv, pid] = await supervised(ward);
    const ended = new Promise((settle) => runsv.once('exit', settle));
    runsv.kill('SIGKILL');
    await ended;
    expect(await ward.found()).toEqual([['process-left', '/a/supervise']]);
    process.kill(pid, 'SIGKILL');
    await until('nothing is left', async () => (await ward.found()).length === 0);
  });

  it('lock-held: a lock that somebody else holds', async () => {
    const ward = new Ward();
    mkdirSync(ward.path('supervise'));
    execFileSync('mkfifo', [ward.path('supervise/ok'), ward.path('supervise/control')]);
    const holder = spawn('flock', ['-F', ward.path('supervise/lock'), 'sleep', '1000'], { stdio: 'ignore' });
    const ended = new Promise((settle) => holder.once('exit', settle));
    const found = await until('it is locked', async () => {
      const seen = await ward.found();
      return seen.length > 0 && seen;
    }).finally(() => holder.kill('SIGKILL'));
    expect(found).toEqual([['lock-held', '/a/supervise']]);
    await ended;
    expect(await ward.found()).toEqual([]);
  });

  it('nothing, where a runsv has its lock already and is heard a moment later', async () => {
    const ward = new Ward();
    mkdirSync(ward.path('supervise'));
    execFileSync('mkfifo', [ward.path('supervise/control')]);
    const begins = 'echo; sleep 0.3; head -c 20 /dev/zero >status; mkfifo ok; exec sleep 1000 <>ok';
    const runsv = spawn('flock', ['-F', 'lock', 'sh', '-c', begins], {
      cwd: ward.path('supervise'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((settle) => runsv.once('exit', settle));
    await once(runsv.stdout, 'data');
    const found = await ward.found();
    runsv.kill('SIGKILL');
    await ended;
    expect(found).toEqual([]);
  });

  it.skipIf(!canMount)('supervise-unwritable: one that cannot be written to', async () => {
    const disk = tinyFileSystem()!;
    program(join(disk.path, 'a/run'), SLEEPS);
    mkdirSync(join(disk.path, 'a/supervise'));
    disk.readOnly();
    const { findings } = await look(disk.path);
    seenCodes.add('supervise-unwritable');
    expect(findings.map(({ code }) => code)).toEqual(['supervise-unwritable']);
  });
});

/** Whether orphans become children of process 1 here; elsewhere nobody can tell them from others. */
const isParentOfOrphans = ((): boolean => {
  const pid = execFileSync('sh', ['-c', 'sleep 1000 >/dev/null 2>&1 & echo $!'], { encoding: 'utf8' }).trim();
  const [, parent] = /\) \S (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
  process.kill(Number(pid));
  return parent === '1';
})();

it.skipIf(!isParentOfOrphans)('forked: a program that goes to the background, again and again', async () => {
  const lab = new NewcomerLab();
  const pids = join(lab.root, 'pids');
  // Its child is named as itself, as a daemon's is, and there is one of them.
  const forks = `#!/bin/sh
case $1 in child) sleep 1000 & echo $$ $! >${pids}; wait; exit ;; esac
[ -e ${pids} ] || setsid "$0" child >/dev/null 2>&1 </dev/null &
sleep 0.1
exit 0
`;
  program(join(lab.root, 'forkd'), forks);
  program(join(lab.services, 'a/run'), `#!/bin/sh\nexec ${lab.root}/forkd\n`);
  onTestFinished(() => {
    for (const pid of readFileSync(pids, 'utf8').trim().split(' '))
      if (isAlive(Number(pid))) sendSignal(Number(pid), 'SIGKILL');
  });
  lab.supervise();
  const found = await until('it is found', async () => {
    const { out } = await lab.runstate('doctor', '--json', lab.services);
    const { findings } = JSON.parse(out) as { findings: Finding[] };
    return findings.length > 0 && findings;
  });
  seenCodes.add('forked');
  expect(found.map(({ code, path, words }) => [code, path, words.replace(/pid \d+/, 'pid PID')])).toEqual([
    [
      'forked',
      'ROOT/services/a/run',
      'run ends with exit code 0 again and again, while forkd (pid PID) lives on: it goes to the background',
    ],
  ]);
});

afterAll(() => {
  const unseen = [...(canMount ? [] : ['supervise-unwritable']), ...(isParentOfOrphans ? [] : ['forked'])];
  // A run of some tests sees some only.
  if (seenCodes.size > 20) expect(CODES.filter((code) => !seenCodes.has(code)).sort()).toEqual(unseen.sort());
});
