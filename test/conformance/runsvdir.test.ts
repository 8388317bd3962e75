import {
  constants,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe } from 'vitest';
import { differs, same } from './support/compare.ts';
import { complains, complaints, link, linked, oneMore, RECORDER, SERVICES, scan } from './support/directory.ts';
import { hasReader } from './support/fifo.ts';
import { alive, family } from './support/proc.ts';
import { empty, link as linkTo, runs, type Sandbox, text } from './support/sandbox.ts';
import { until } from './support/until.ts';

describe('which directories become services', () => {
  same('all but files, dot names and links that lead nowhere', async (box) => {
    const services = box.make(SERVICES, { afile: empty, '.hidden/run': runs('recorder.sh'), gone: linkTo('nowhere') });
    const plain = box.make(`${SERVICES}/plain`, RECORDER);
    const other = linked(box, 'other');
    symlinkSync('afile', services.path('filelink'));
    const runsvdir = scan(box);
    await plain.started('run');
    await other.started('run');
    await complains(runsvdir, 'gone');
    return {
      plain: plain.view(),
      other: other.view(),
      hidden: services.exists('.hidden/supervise'),
      complaints: complaints(runsvdir),
    };
  });

  same('two names for one directory are one service', async (box) => {
    const service = linked(box, 'service');
    link(box, 'service', 'again');
    const runsvdir = scan(box);
    await service.started('run');
    await oneMore(box);
    return { view: service.view(), complaints: complaints(runsvdir) };
  });

  const NAMES: Readonly<Record<string, string | Buffer>> = {
    'with blanks': 'a b  c ',
    'with a line feed': 'new\nline',
    'with a dash in front': '-dash',
    'of two dashes': '--',
    'that is UTF-8': 'größe',
    'that is not UTF-8': Buffer.from([0x61, 0xff, 0xc3, 0x28]),
    'with a quote and a star': "it's *",
    'of 255 bytes': 'n'.repeat(255),
    'like an option': '-P',
  };
  for (const [what, name] of Object.entries(NAMES)) {
    same(`a name ${what}`, async (box) => {
      const service = linked(box, 'service', name);
      const broken = linked(box, 'broken', Buffer.concat([Buffer.from(name).subarray(0, 250), Buffer.from('!')]), {});
      const runsvdir = scan(box);
      await service.started('run');
      await complains(runsvdir, 'unable to start ./run');
      return { view: service.view(), broken: broken.exists('supervise/lock'), complaints: complaints(runsvdir) };
    });
  }
});

describe('the directory changes', () => {
  same('a service is added', async (box) => {
    linked(box, 'first');
    const runsvdir = scan(box);
    await oneMore(box);
    return complaints(runsvdir);
  });

  same('a service is removed: it gets TERM, runsv leaves', async (box) => {
    const service = linked(box, 'service');
    const runsvdir = scan(box);
    await service.started('run');
    unlinkSync(box.path(SERVICES, 'service'));
    await service.untilStat('down');
    return { view: service.view(), complaints: complaints(runsvdir) };
  });

  same('services are removed that have been told something just before: they leave', async (box) => {
    // Of the first one's end it hears before it hears of any letter.
    const orders = ['', 'u', 'o', 'd', 'ud', 'dou', 't', 'u', 'o', 'd'];
    const services = orders.map((_, index) => linked(box, `service${index}`));
    const runsvdir = scan(box);
    for (const service of services) await service.started('run');
    runsvdir.signal('SIGSTOP');
    for (const [index, service] of services.entries()) {
      writeFileSync(service.path('supervise/control'), orders[index]!);
      unlinkSync(box.path(SERVICES, `service${index}`));
    }
    runsvdir.signal('SIGCONT');
    for (const service of services) await until('its runsv has left', () => !hasReader(service.path('supervise/ok')));
    return services.map((service) => service.stat());
  });

  same('a service is removed and comes back', async (box) => {
    const service = linked(box, 'service');
    scan(box);
    await service.started('run');
    unlinkSync(box.path(SERVICES, 'service'));
    await service.untilStat('down');
    link(box, 'service');
    await service.until('run ready', 2);
    await service.started('run');
    return service.view();
  });

  same('a service is renamed: nothing happens to it', async (box) => {
    const service = linked(box, 'service');
    const runsvdir = scan(box);
    await service.started('run');
    renameSync(box.path(SERVICES, 'service'), box.path(SERVICES, 'renamed'));
    await oneMore(box);
    return { view: service.view(), complaints: complaints(runsvdir) };
  });

  same('a chain of links is switched', async (box) => {
    const [one, two] = [box.make('one/a', RECORDER), box.make('two/b', RECORDER)];
    symlinkSync('one', box.path('current'));
    symlinkSync('current', box.path('chain'));
    const runsvdir = scan(box, ['chain']);
    await one.started('run');
    symlinkSync('two', box.path('current.new'));
    renameSync(box.path('current.new'), box.path('current'));
    await two.started('run');
    await one.untilStat('down');
    return {
      one: one.view(),
      two: two.view(),
      now: readlinkSync(box.path('current')),
      complaints: complaints(runsvdir),
    };
  });

  same('a service in both directories of a switch goes on', async (box) => {
    const service = box.make('real/service', RECORDER);
    box.make('one', { service: linkTo('../real/service') });
    box.make('two', { service: linkTo('../real/service') });
    symlinkSync('one', box.path('current'));
    scan(box, ['current']);
    await service.started('run');
    box.make('two/late', RECORDER);
    symlinkSync('two', box.path('current.new'));
    renameSync(box.path('current.new'), box.path('current'));
    await until('the other directory is scanned', () => box.read('two/late/events').includes('run ready'));
    return service.view();
  });

  same('the directory vanishes: services are left alone', async (box) => {
    const service = linked(box, 'service');
    const runsvdir = scan(box);
    await service.started('run');
    renameSync(box.path(SERVICES), box.path('away'));
    await complains(runsvdir, 'unable to stat');
    const during = { view: service.view(), complaints: complaints(runsvdir) };
    renameSync(box.path('away'), box.path(SERVICES));
    await oneMore(box);
    return { during, after: service.view() };
  });

  same('a service whose directory is deleted ends', async (box) => {
    const service = box.make(`${SERVICES}/service`, RECORDER);
    scan(box);
    await service.started('run');
    const pid = service.pidOf('run');
    rmSync(service.directory, { recursive: true });
    await until('the service is gone', () => !alive(pid));
    return service.exists('.');
  });
});

describe('one bad service is one bad service', () => {
  same('runsv refuses it', async (box) => {
    const bad = linked(box, 'bad', 'bad', { ...RECORDER, 'supervise/control': text('') });
    const good = linked(box, 'good');
    const runsvdir = scan(box);
    await good.started('run');
    await complains(runsvdir, 'runsv bad: fatal');
    return { good: good.view(), bad: bad.events(), complaints: complaints(runsvdir) };
  });

  same('its runsv is told to exit: it comes back', async (box) => {
    const service = linked(box, 'service');
    const runsvdir = scan(box);
    await service.started('run');
    await service.write('x').catch(() => undefined);
    await service.until('run ready', 2);
    await service.started('run');
    return { view: service.view(), complaints: complaints(runsvdir) };
  });

  same('another runsv has it', async (box) => {
    const taken = linked(box, 'taken');
    const good = linked(box, 'good');
    box.start(box.subject.runsv, ['real/taken']);
    await taken.started('run');
    const runsvdir = scan(box);
    await good.started('run');
    await complains(runsvdir, 'runsv taken: fatal');
    return { good: good.view(), taken: taken.view(), complaints: complaints(runsvdir) };
  });
});

describe('the sessions of services', () => {
  const relation = (args: readonly string[]) =>
    same(args.join(' '), async (box) => {
      const service = linked(box, 'service');
      const runsvdir = scan(box, args);
      await service.started('run');
      const [theirs, own] = [family(service.pidOf('run')), family(runsvdir.pid)];
      return { sameSession: theirs.session === own.session, sameGroup: theirs.group === own.group };
    });
  relation([SERVICES]);
  relation(['-P', SERVICES]);
  relation(['-Pxyz', SERVICES]);
  relation(['--', SERVICES]);

  const first = async (box: Sandbox, args: readonly string[]) => {
    const service = linked(box, 'service');
    const runsvdir = scan(box, args);
    await service.started('run');
    return { pid: service.pidOf('run'), scanner: runsvdir.pid };
  };
  differs(
    'D07',
    '-P: whether a service leads one',
    async (box) => {
      const { pid } = await first(box, ['-P', SERVICES]);
      return family(pid).session === pid;
    },
    { runit: false, runstate: true },
  );
  differs(
    'D03',
    'whether a service is a child of runsvdir',
    async (box) => {
      const { pid, scanner } = await first(box, [SERVICES]);
      return family(pid).parent === scanner;
    },
    { runit: false, runstate: true },
  );
  differs(
    'D10',
    'whether standard error behind a log blocks who writes',
    async (box) => {
      const { pid } = await first(box, [SERVICES, `log: ${'.'.repeat(100)}`]);
      const [, flags] = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/fdinfo/2`, 'latin1'))!;
      return (Number.parseInt(flags!, 8) & constants.O_NONBLOCK) === 0;
    },
    { runit: false, runstate: true },
  );
});
