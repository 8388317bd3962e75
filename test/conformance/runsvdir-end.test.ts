import { readFileSync, statSync } from 'node:fs';
import { describe } from 'vitest';
import { differs, same } from './support/compare.ts';
import { complains, complaints, linked, SERVICES, scan } from './support/directory.ts';
import { hasReader } from './support/fifo.ts';
import { alive } from './support/proc.ts';
import { empty, runs, type Sandbox, shell } from './support/sandbox.ts';
import { runToEnd } from './support/startup.ts';
import { until } from './support/until.ts';

describe('runsvdir is called wrongly', () => {
  same('without an argument', (box) => runToEnd(box, 'runsvdir', []));
  same('with -P alone', (box) => runToEnd(box, 'runsvdir', ['-P']));
  same('with -- alone', (box) => runToEnd(box, 'runsvdir', ['--']));

  /** It goes on trying: seen by its complaint. */
  const complaining = (name: string, args: readonly string[]): void =>
    same(name, async (box) => {
      box.make('.', { afile: empty });
      const runsvdir = scan(box, args);
      await complains(runsvdir, 'unable to');
      return { complaints: complaints(runsvdir), result: runsvdir.result };
    });
  complaining('with a directory that does not exist', ['nowhere']);
  complaining('with an empty name', ['']);
  complaining('with a file', ['afile']);
  complaining('with an unknown option, which is a directory', ['-x']);
  complaining('with an unknown option and a short log', ['-x', 'abc']);
  complaining('with -P and a directory that does not exist', ['-P', 'nowhere']);
  same('with a log that is too short', async (box) => {
    const service = linked(box, 'service');
    const runsvdir = scan(box, [SERVICES, 'log: .']);
    await service.started('run');
    return complaints(runsvdir);
  });
  same('with too many arguments: they are ignored', async (box) => {
    const service = linked(box, 'service');
    const runsvdir = scan(box, [SERVICES, `log: ${'.'.repeat(50)}`, 'more', 'and more']);
    await service.started('run');
    return { complaints: complaints(runsvdir), result: runsvdir.result };
  });
});

describe('runsvdir ends', () => {
  const ended = (signal: NodeJS.Signals) => async (box: Sandbox) => {
    const services = [
      linked(box, 'a'),
      linked(box, 'b', 'b', { run: runs('recorder.sh'), finish: shell('echo finish >>events') }),
    ];
    const runsvdir = scan(box);
    for (const service of services) await service.started('run');
    runsvdir.signal(signal);
    return { services, runsvdir, ending: await runsvdir.ended() };
  };

  same('by HUP: services are stopped', async (box) => {
    const { services, ending, runsvdir } = await ended('SIGHUP')(box);
    for (const service of services) await service.untilStat('down');
    return { ending, views: services.map((service) => service.view()), complaints: complaints(runsvdir) };
  });
  same('by TERM: services go on', async (box) => {
    const { services, ending, runsvdir } = await ended('SIGTERM')(box);
    return {
      ending,
      views: services.map((service) => service.view()),
      alive: services.map((service) => alive(service.pidOf('run'))),
      complaints: complaints(runsvdir),
    };
  });
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGUSR1'] as const) {
    same(`by ${signal}: killed`, async (box) => {
      const { services, ending } = await ended(signal)(box);
      return { ending, alive: services.map((service) => alive(service.pidOf('run'))) };
    });
  }

  differs(
    'D14',
    'by USR2: what becomes of it, and of a service',
    async (box) => {
      const service = linked(box, 'a');
      const runsvdir = scan(box);
      await service.started('run');
      runsvdir.signal('SIGUSR2');
      const goesOn = linked(box, 'late').started('run');
      goesOn.catch(() => {});
      const outcome = await Promise.race([runsvdir.ended(), goesOn.then(() => 'it supervises another one')]);
      return { outcome, alive: alive(service.pidOf('run')) };
    },
    {
      runit: { outcome: { code: undefined, signal: 'SIGUSR2' }, alive: true },
      runstate: { outcome: 'it supervises another one', alive: true },
    },
  );

  differs(
    'D01',
    'by TERM: whether somebody still answers',
    async (box) => {
      const { services } = await ended('SIGTERM')(box);
      return services.map((service) => hasReader(service.path('supervise/ok')));
    },
    { runit: [true, true], runstate: [false, false] },
  );

  const next = async (box: Sandbox) => {
    const { services } = await ended('SIGTERM')(box);
    const pids = services.map((service) => service.pidOf('run'));
    const second = scan(box);
    const complained = () => ['runsv a: fatal', 'runsv b: fatal'].every((words) => second.stderr().includes(words));
    const answers = () => services.every((service) => hasReader(service.path('supervise/ok')));
    await until(
      'the next runsvdir has them or cannot',
      () => complained() || (second.stderr() === '' && answers() && box.subject.ours),
    );
    return {
      complaints: complaints(second),
      same: services.map((service, index) => service.pidOf('run') === pids[index]),
    };
  };
  const LOCKED = (name: string) => `runsv ${name}: fatal: unable to lock supervise/lock: temporary failure`;
  differs('D01', 'by TERM: what the next runsvdir makes of it', next, {
    runit: { complaints: [LOCKED('a'), LOCKED('b')], same: [true, true] },
    runstate: { complaints: [], same: [true, true] },
  });
});

describe('a forced rescan', () => {
  same('leaves its time stamp', async (box) => {
    const service = linked(box, 'service');
    const runsvdir = scan(box);
    await service.started('run');
    runsvdir.signal('SIGALRM');
    const file = box.path(SERVICES, '.forced-rescan');
    await until('the file is there', () => statSync(file).size > 0);
    return {
      text: box.read(`${SERVICES}/.forced-rescan`).replace(/[0-9a-f]{15}$/, ''),
      mode: statSync(file).mode.toString(8),
    };
  });
});

describe('the log in the command line', () => {
  const DOTS = `log: ${'.'.repeat(60)}`;
  /** What `ps` shows after the program's name: bytes that are NUL are blanks there. */
  const title = (pid: number): string =>
    readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trimEnd().replace(/^\S+ /, '');
  const shown = (pid: number, words: string) =>
    until(`"${words}" is shown`, () => title(pid).includes(words), { seen: () => title(pid) });

  same('shows the last that was said', async (box) => {
    const service = linked(box, 'service', 'service', {
      run: shell('printf "first line\\nand the last words" >&2; exec sleep 3600'),
    });
    const runsvdir = scan(box, [SERVICES, DOTS]);
    await shown(runsvdir.pid, 'last words');
    // The service may have spoken before its runsv wrote that it runs.
    await until('its status is written', () => service.stat() === 'run');
    return title(runsvdir.pid);
  });
  same('shows what runsv and runsvdir say', async (box) => {
    linked(box, 'broken', 'broken', {});
    const runsvdir = scan(box, [SERVICES, DOTS]);
    await shown(runsvdir.pid, 'does not exist');
    return { length: title(runsvdir.pid).length, stderr: runsvdir.stderr() };
  });
});
