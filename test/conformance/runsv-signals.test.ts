import { writeFileSync } from 'node:fs';
import { describe } from 'vitest';
import { differs, same } from './support/compare.ts';
import { alive } from './support/proc.ts';
import { runs } from './support/sandbox.ts';
import { until } from './support/until.ts';

describe('a signal that runsv does not handle ends it; the service goes on', () => {
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGKILL'] as const) {
    same(signal, async (box) => {
      const service = box.make('service', { run: runs('recorder.sh') });
      const runsv = await box.supervise(service);
      await service.started('run');
      runsv.signal(signal);
      const ending = await runsv.ended();
      return { ending, view: service.view(), alive: alive(service.pidOf('run')) };
    });
  }
});

describe('signals that the service must not feel', () => {
  for (const signal of ['SIGCHLD', 'SIGCONT', 'SIGWINCH', 'SIGURG'] as const) {
    same(signal, async (box) => {
      const service = box.make('service', { run: runs('recorder.sh') });
      const runsv = await box.supervise(service);
      await service.started('run');
      runsv.signal(signal);
      await service.write('h');
      await service.heard();
      return { ending: runsv.result, view: service.view() };
    });
  }

  same('SIGSTOP and SIGCONT: letters wait', async (box) => {
    const service = box.make('service', { run: runs('recorder.sh') });
    const runsv = await box.supervise(service);
    await service.started('run');
    runsv.signal('SIGSTOP');
    const written = service.write('1');
    runsv.signal('SIGCONT');
    await written;
    await service.heard();
    return service.view();
  });
});

differs(
  'R13',
  'SIGPIPE',
  async (box) => {
    const service = box.make('service', { run: runs('recorder.sh') });
    const runsv = await box.supervise(service);
    await service.started('run');
    runsv.signal('SIGPIPE');
    // Either it is gone, or it has taken a letter after the signal.
    await service.write('h').catch(() => undefined);
    await until('it has ended or gone on', () => runsv.result !== undefined || service.count('run HUP') > 0);
    return runsv.result?.signal ?? 'goes on';
  },
  { runit: 'SIGPIPE', runstate: 'goes on' },
);

describe('runsv is told to leave', () => {
  for (const signal of ['SIGTERM'] as const) {
    same(`${signal}, twice`, async (box) => {
      const service = box.make('service', { run: runs('recorder.sh'), finish: runs('recorder.sh') });
      const runsv = await box.supervise(service);
      await service.started('run');
      runsv.signal(signal);
      await service.started('finish');
      runsv.signal(signal);
      service.release('finish');
      const ending = await runsv.ended();
      await until('finish is gone', () => !alive(service.pidOf('finish')));
      return { ending, view: service.view() };
    });
  }
});

differs(
  'R28',
  'letters were written before TERM',
  async (box) => {
    const service = box.make('service', { run: runs('recorder.sh') });
    const runsv = await box.supervise(service);
    await service.started('run');
    runsv.signal('SIGSTOP');
    writeFileSync(service.path('supervise/control'), 'cd');
    runsv.signal('SIGTERM');
    runsv.signal('SIGCONT');
    await until('the service is down', () => service.stat() === 'down');
    // Either it has gone, or it takes another letter.
    await service.write('u').catch(() => undefined);
    await until('it has ended or goes on', () => runsv.result !== undefined || service.count('run ready') === 2);
    return runsv.result?.code === 0 ? 'has ended' : 'goes on';
  },
  { runit: 'goes on', runstate: 'has ended' },
);
