import { unlinkSync } from 'node:fs';
import { describe } from 'vitest';
import { sv } from './support/clients.ts';
import { type Scenario, same } from './support/compare.ts';
import { complains, complaints, linked, oneMore, SERVICES, scan } from './support/directory.ts';
import { alive, family } from './support/proc.ts';
import { empty, runs, type Sandbox, shell, type Tree } from './support/sandbox.ts';
import type { Service } from './support/service.ts';
import { MIXTURES, runit, runstate } from './support/subjects.ts';
import { until } from './support/until.ts';

const RUN: Tree = { run: runs('recorder.sh') };

/** What sv says to each command in turn, and what is to be seen of the service at the end. */
const conversation =
  (tree: Tree, ...commands: readonly string[]): Scenario =>
  async (box) => {
    const service = box.make('service', { ...RUN, ...tree });
    const runsv = await box.supervise(service);
    if (!('down' in tree)) await service.started('run');
    const said = [];
    for (const command of commands) {
      await later(service);
      const { pid } = service.status();
      said.push(await sv(box, ...command.split(' '), 'service'));
      // sv does not wait for this one.
      if (command === 'kill') await until('the killed one is gone', () => service.status().pid !== pid);
      await settle(service, runsv.result !== undefined);
      if (runsv.result === undefined && service.recording()) await service.heard();
    }
    return { said, view: service.view(), runsv: runsv.result, stderr: runsv.stderr() };
  };

/**
 * sv compares whole seconds of the time stamp with its own start: a command in the second of a change may take the old
 * state for the new one, on either side. So every command is given in a later second.
 */
const later = async (service: Service): Promise<void> => {
  const second = Math.floor(service.status().since / 1e6);
  await until('a new second has begun', () => Math.floor(Date.now() / 1000) > second);
};

/** Waits until the next command meets a service that is as it will be. */
const settle = (service: Service, gone: boolean): Promise<boolean> =>
  until('the service is as it will be', () => {
    const { state, want } = service.status();
    return gone || (state === 'down' && want === 'd') || service.recording();
  });

const CONVERSATIONS: Readonly<Record<string, Scenario>> = {
  'status of a running service': conversation({}, 'status'),
  'status of a service that is down': conversation({ down: empty }, 'status'),
  'start, status, stop': conversation({ down: empty }, 'start', 'status', 'stop', 'status'),
  'once, then down': conversation({ down: empty }, '-v once', 'status', '-v down', 'status'),
  'pause and continue': conversation({}, '-v pause', 'status', '-v cont', 'status'),
  'term, hup, alarm, interrupt, quit, 1, 2': conversation(
    {},
    '-v hup',
    '-v alarm',
    '-v interrupt',
    '-v quit',
    '-v 1',
    '-v 2',
  ),
  restart: conversation({}, 'restart', 'status'),
  'restart with finish': conversation({ finish: shell('exit 0') }, 'restart', 'status'),
  'try-restart': conversation({}, 'try-restart', 'status'),
  reload: conversation({}, 'reload', 'status'),
  check: conversation({}, 'check'),
  'check that fails': conversation({ check: shell('exit 1') }, '-w 1 check'),
  exit: conversation({}, '-v exit', 'status'),
  shutdown: conversation({ finish: shell('exit 0') }, 'shutdown', 'status'),
  'stop of a service that will not': conversation({ stubborn: empty }, '-w 1 stop', 'status'),
  'force-stop of a service that will not': conversation({ stubborn: empty }, '-w 1 force-stop', 'status'),
  'force-restart of a service that will not': conversation({ stubborn: empty }, '-w 1 force-restart', 'status'),
  kill: conversation({}, 'kill', 'status'),
};

/** Services under a runsvdir: started, added, removed, told to exit, and the end of it all. */
const HOUSES: Readonly<Record<string, Scenario>> = {
  'services are started and added': async (box) => {
    const service = linked(box, 'service');
    const runsvdir = scan(box);
    await service.started('run');
    await oneMore(box);
    return { view: service.view(), complaints: complaints(runsvdir) };
  },
  'a service is removed': async (box) => {
    const service = linked(box, 'service');
    const runsvdir = scan(box);
    await service.started('run');
    unlinkSync(box.path(SERVICES, 'service'));
    await service.untilStat('down');
    return { view: service.view(), complaints: complaints(runsvdir) };
  },
  'a runsv that was told to exit comes back': async (box) => {
    const service = linked(box, 'service');
    scan(box);
    await service.started('run');
    await service.write('x').catch(() => undefined);
    await service.until('run ready', 2);
    await service.started('run');
    return service.view();
  },
  'a runsv that cannot go on': async (box) => {
    linked(box, 'bad', 'bad', { ...RUN, 'supervise/control': empty });
    const runsvdir = scan(box);
    await complains(runsvdir, 'runsv bad: fatal');
    await oneMore(box);
    return complaints(runsvdir);
  },
  'HUP stops everything': async (box) => ended(box, 'SIGHUP', 'down'),
  'TERM leaves everything': async (box) => ended(box, 'SIGTERM', 'run'),
  'sessions of their own': async (box) => {
    const service = linked(box, 'service');
    const runsvdir = scan(box, ['-P', SERVICES]);
    await service.started('run');
    return family(service.pidOf('run')).session === family(runsvdir.pid).session;
  },
};

const ended = async (box: Sandbox, signal: NodeJS.Signals, stat: string) => {
  const service = linked(box, 'service', 'service', { ...RUN, finish: shell('echo finish "$@" >>events') });
  const runsvdir = scan(box);
  await service.started('run');
  runsvdir.signal(signal);
  const ending = await runsvdir.ended();
  await service.untilStat(stat);
  return { ending, view: service.view(), alive: alive(service.pidOf('run')), complaints: complaints(runsvdir) };
};

for (const subject of [runstate, ...MIXTURES]) {
  describe(`${subject.name}: sv and runsv`, () => {
    for (const [name, scenario] of Object.entries(CONVERSATIONS)) same(name, scenario, subject);
  });
}

for (const subject of MIXTURES.filter(({ name }) => name.endsWith('runsv'))) {
  describe(`${subject.name}: runsvdir and runsv`, () => {
    for (const [name, scenario] of Object.entries(HOUSES)) same(name, scenario, subject);
  });
}

describe('the lock of a service directory', () => {
  const excluded =
    (first: (box: Sandbox) => string, second: (box: Sandbox) => string): Scenario =>
    async (box) => {
      const service = box.make('service', RUN);
      box.start(first(box), ['service']);
      await until('the first has it', () => service.recording());
      const late = box.start(second(box), ['service']);
      return { ending: await late.ended(), stderr: late.stderr(), view: service.view() };
    };
  const original = (): string => runit.runsv;
  const subjects = ({ subject }: Sandbox): string => subject.runsv;
  same('keeps ours out where the original is', excluded(original, subjects));
  same('keeps the original out where ours is', excluded(subjects, original));
});
