import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe } from 'vitest';
import { same } from './support/compare.ts';
import { empty, text } from './support/sandbox.ts';
import { live } from './support/svlogd-live.ts';
import { configured } from './support/svlogd-run.ts';
import { oldFiles } from './support/svlogd-view.ts';
import { until } from './support/until.ts';

const options = ['-v'];
const reopened = 'info: append: d/current';

describe('ALRM', () => {
  same(
    'rotates',
    live({ options }, async (logger) => {
      await logger.log('a\n');
      await logger.rotate();
      await logger.log('b\n');
      return logger.finish();
    }),
  );

  same(
    'rotates each time',
    live({ options, directories: { d: configured('n2') } }, async (logger) => {
      for (const line of ['a\n', 'b\n']) {
        await logger.log(line);
        await logger.rotate();
      }
      await logger.log('c\n');
      await logger.signal('SIGALRM');
      await logger.untilSaid('info: delete:');
      await logger.log('d\n');
      return logger.finish();
    }),
  );

  same(
    'rotates all directories but the empty ones',
    live({ options, directories: { a: {}, b: configured('-*'), c: configured('pC ') } }, async (logger) => {
      await logger.log('a\n', 'c');
      await logger.rotate('c');
      await logger.log('b\n', 'a');
      return logger.finish();
    }),
  );

  same(
    'leaves an empty current alone',
    live({ options }, async (logger) => {
      await logger.log('a\n');
      await logger.rotate();
      await logger.signal('SIGALRM');
      await logger.untilSaid('sigalarm', 2);
      await logger.log('b\n');
      return logger.finish();
    }),
  );

  same(
    'waits for the end of a line',
    live({ options }, async (logger, box) => {
      await logger.log('a\n');
      logger.write('half');
      await logger.drained();
      await logger.signal('SIGALRM');
      await logger.untilSaid('sigalarm');
      logger.write(' whole\n');
      await until('both lines are kept', () =>
        [...oldFiles(box, 'd'), 'current'].some((name) => box.read(`d/${name}`).endsWith('half whole\n')),
      );
      return logger.finish();
    }),
  );
});

describe('HUP', () => {
  const configs: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
    'with the same config': [['pP '], ['pP ']],
    'with a new config': [['pA '], ['pB ', '-c']],
    'with a config that is empty': [['pA ', '-c'], []],
    'with another size': [['s20'], ['s10000']],
  };
  for (const [how, [before, after]] of Object.entries(configs)) {
    same(
      how,
      live(
        { options: [...options, '-l', '9', '-b', '20'], directories: { d: configured(...before) } },
        async (logger, box) => {
          await logger.log('a\n');
          box.make('d', configured(...after));
          await logger.signal('SIGHUP');
          await logger.untilSaid(reopened);
          for (const line of ['b', 'c', 'd']) logger.write(`${line}\n`);
          await logger.untilCurrent('d\n');
          return logger.finish();
        },
      ),
    );
  }

  same(
    'with a config that is gone',
    live({ options, directories: { d: configured('pA ') } }, async (logger, box) => {
      await logger.log('a\n');
      rmSync(box.path('d/config'));
      await logger.signal('SIGHUP');
      await logger.untilSaid(reopened);
      await logger.log('b\n');
      return logger.finish();
    }),
  );

  same(
    'with a config for the first time',
    live({ options }, async (logger, box) => {
      await logger.log('a\n');
      box.make('d', configured('pNEW '));
      await logger.signal('SIGHUP');
      await logger.untilSaid(reopened);
      await logger.log('b\n');
      return logger.finish();
    }),
  );

  same(
    'opens a current that was moved away',
    live({ options }, async (logger, box) => {
      await logger.log('a\n');
      renameSync(box.path('d/current'), box.path('d/moved'));
      await logger.signal('SIGHUP');
      await logger.untilSaid('info: new: d/current', 2);
      await logger.log('b\n');
      return logger.finish();
    }),
  );

  same(
    'opens a directory that was replaced',
    live({ options }, async (logger, box) => {
      await logger.log('a\n');
      renameSync(box.path('d'), box.path('moved'));
      mkdirSync(box.path('d'));
      await logger.signal('SIGHUP');
      await logger.untilSaid('info: new: d/current', 2);
      await logger.log('b\n');
      return { moved: box.read('moved/current'), seen: await logger.finish() };
    }),
  );

  same(
    'opens a directory that was missing',
    live({ options, names: ['d', 'late'], directories: { d: {} } }, async (logger, box) => {
      await logger.log('a\n');
      mkdirSync(box.path('late'));
      await logger.signal('SIGHUP');
      await logger.untilSaid('info: new: late/current');
      await logger.log('b\n', 'late');
      return { late: box.read('late/current'), seen: await logger.finish() };
    }),
  );

  same(
    'warns of a directory that is still missing',
    live({ options, names: ['d', 'late'], directories: { d: {} } }, async (logger) => {
      await logger.log('a\n');
      await logger.signal('SIGHUP');
      await logger.untilSaid('unable to open log directory: late', 2);
      await logger.log('b\n');
      return logger.finish();
    }),
  );

  same(
    'ends it where no directory is left',
    live({ options }, async (logger, box) => {
      await logger.log('a\n');
      renameSync(box.path('d'), box.path('moved'));
      await logger.signal('SIGHUP');
      await logger.ended();
      renameSync(box.path('moved'), box.path('d'));
      return logger.look();
    }),
  );

  same(
    'with a directory locked by itself twice',
    live({ options, names: ['d', 'd', 'e'], directories: { d: {}, e: {} } }, async (logger) => {
      await logger.log('a\n', 'e');
      await logger.signal('SIGHUP');
      await logger.untilSaid('info: append: e/current');
      await logger.log('b\n', 'e');
      return logger.finish();
    }),
  );

  same(
    'twice',
    live({ options }, async (logger) => {
      await logger.log('a\n');
      for (const times of [1, 2]) {
        await logger.signal('SIGHUP');
        await logger.untilSaid(reopened, times);
        await logger.log(`${times}\n`);
      }
      return logger.finish();
    }),
  );

  same(
    'closes cleanly: nothing is moved away',
    live({ options, directories: { d: { current: text('old\n', 0o744) } } }, async (logger) => {
      logger.write('a\n');
      await logger.untilCurrent('old\na\n');
      await logger.signal('SIGHUP');
      await logger.untilSaid(reopened, 2);
      return logger.finish();
    }),
  );

  same(
    'an unclean current is moved away',
    live({ options }, async (logger, box) => {
      await logger.log('a\n');
      rmSync(box.path('d/current'));
      writeFileSync(box.path('d/current'), 'foreign\n', { mode: 0o644 });
      await logger.signal('SIGHUP');
      await logger.untilOld(1);
      await logger.log('b\n');
      return logger.finish();
    }),
  );
});

describe('TERM', () => {
  same(
    'ends it when all is read',
    live({ options }, async (logger) => {
      await logger.log('a\nb\n');
      await logger.signal('SIGTERM');
      await logger.ended();
      return logger.look();
    }),
  );

  same(
    'ends it before the first line',
    live({ options }, async (logger) => {
      await logger.untilSaid('info: new: d/current');
      await logger.log('');
      await logger.signal('SIGTERM');
      await logger.ended();
      return logger.look();
    }),
  );

  same(
    'closes all directories',
    live({ options, directories: { a: {}, b: configured('-*'), c: { config: empty } } }, async (logger) => {
      await logger.log('a\n', 'c');
      await logger.signal('SIGTERM');
      await logger.ended();
      return logger.look();
    }),
  );

  same(
    'again does no harm',
    live({ options }, async (logger) => {
      await logger.log('a\n');
      await logger.signal('SIGTERM');
      try {
        logger.program.signal('SIGTERM');
      } catch {
        // It was quick.
      }
      return logger.ended();
    }),
  );
});

describe('signals that mean nothing to it end it as they end others:', () => {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGKILL'] as const) {
    same(
      signal,
      live({ options }, async (logger) => {
        await logger.log('a\n');
        await logger.signal(signal);
        await logger.ended();
        return logger.look();
      }),
    );
  }
  for (const signal of ['SIGCHLD', 'SIGWINCH', 'SIGCONT', 'SIGURG'] as const) {
    same(
      `${signal} does not`,
      live({}, async (logger) => {
        await logger.log('a\n');
        await logger.signal(signal);
        await logger.log('b\n');
        return logger.finish();
      }),
    );
  }

  same(
    'STOP and CONT lose nothing',
    live({ options: ['-v'] }, async (logger) => {
      await logger.log('a\n');
      await logger.signal('SIGSTOP');
      logger.write('b\n');
      logger.program.signal('SIGCONT');
      await logger.untilCurrent('b\n');
      return logger.finish();
    }),
  );
});
