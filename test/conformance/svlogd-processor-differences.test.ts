import { describe } from 'vitest';
import { differs, type Scenario } from './support/compare.ts';
import { alive } from './support/proc.ts';
import { type Sandbox, text } from './support/sandbox.ts';
import { type LiveLogger, live } from './support/svlogd-live.ts';
import { go, processed, processor, WAITS } from './support/svlogd-processor.ts';
import { configured } from './support/svlogd-run.ts';
import { kept, namesIn, oldFiles } from './support/svlogd-view.ts';
import { until } from './support/until.ts';

const options = ['-v'];
const OLD = '@400000006b030bd71e3acec4';

const suffixes = (box: Sandbox): string[] => oldFiles(box, 'd').map((name) => name.slice(-2));

describe('a processor', () => {
  const rotated = async (logger: LiveLogger, line = 'a\n'): Promise<void> => {
    await logger.log(line);
    await logger.signal('SIGALRM');
  };

  const failing = live(
    { options, directories: { d: configured('!echo x >>../runs; exit 1') } },
    async (logger, box) => {
      await rotated(logger);
      const runs = (): number => box.read('runs').length / 2;
      await until('it has failed', () => runs() >= 2);
      const from = performance.now();
      await until('it spins', () => runs() >= 40, { deadline: 4000 }).catch(() => undefined);
      return performance.now() - from < 4000 ? 'spins' : 'rests';
    },
  );
  differs('L03', 'that fails rests between its starts', failing, { runit: 'spins', runstate: 'rests' });

  const limited = live(
    {
      directories: { d: configured('!ulimit -S -d >../limit; cat') },
      through: ['sh', '-c', 'ulimit -S -d 900000 && exec "$@"', 'sh'],
    },
    async (logger, box) => {
      await rotated(logger);
      await processed(box, 1);
      return box.read('limit');
    },
  );
  differs('C10', 'finds the soft limits of svlogd, as far as they are hard', limited, {
    runit: '900000\n',
    runstate: 'unlimited\n',
  });

  const giveUp = (end: (logger: LiveLogger) => Promise<void> | void): Scenario =>
    live({ directories: { d: configured('!exit 1') } }, async (logger, box) => {
      await rotated(logger);
      await logger.untilSaid('processor failed, restart: d');
      await end(logger);
      await until('it ends', () => logger.program.result !== undefined, { deadline: 5000 }).catch(() => undefined);
      return { ending: logger.program.result, waits: oldFiles(box, 'd').filter((name) => name.endsWith('.u')).length };
    });
  const gaveUp = {
    runit: { ending: undefined, waits: 1 },
    runstate: { ending: { code: 0, signal: undefined }, waits: 1 },
  };
  differs(
    'L03',
    'that fails lets the end of the input end it',
    giveUp((logger) => logger.end()),
    gaveUp,
  );
  differs(
    'L03',
    'that fails lets TERM end it',
    giveUp((logger) => logger.program.signal('SIGTERM')),
    gaveUp,
  );

  const killed = live(
    { directories: { d: configured(`![ -e ../again ] || { echo >../again; ${WAITS}; }; cat`) } },
    async (logger, box) => {
      await rotated(logger, 'precious\n');
      const pid = await processor(logger);
      await until('it has begun', () => box.read('again') === '\n');
      process.kill(pid, 'SIGKILL');
      await until('it is gone', () => !alive(pid));
      await processed(box, 1);
      return box.read(`d/${oldFiles(box, 'd')[0]}`);
    },
  );
  differs('L04', 'that is killed has failed: nothing is lost', killed, { runit: '', runstate: 'precious\n' });

  const reloaded = live({ options, directories: { d: configured(`!${WAITS}; cat`) } }, async (logger, box) => {
    await rotated(logger);
    const pid = await processor(logger);
    await logger.signal('SIGHUP');
    await logger.untilSaid('info: new: d/current').catch(() => undefined);
    await logger.untilSaid('sighangup');
    go(box);
    await until('it is gone', () => !alive(pid));
    await logger.log('b\n');
    await logger.finish();
    return suffixes(box);
  });
  differs('L05', 'is not forgotten over HUP', reloaded, { runit: ['.t', '.u'], runstate: ['.s'] });

  const found = live(
    { directories: { d: { ...configured('!tr a-z A-Z'), [`${OLD}.u`]: text('left\n', 0o744) } } },
    async (logger, box) => {
      await logger.log('a\n');
      await until('it is processed', () => namesIn(box, 'd').includes(`${OLD}.s`), { deadline: 2500 }).catch(
        () => undefined,
      );
      await logger.finish();
      return oldFiles(box, 'd').map((name) => [name.slice(-2), box.read(`d/${name}`)]);
    },
  );
  differs('L06', 'is run on what is left from before', found, {
    runit: [['.u', 'left\n']],
    runstate: [['.s', 'LEFT\n']],
  });

  const busy = live(
    { options: ['-l', '5', '-b', '6'], directories: { d: configured('s10', `!${WAITS}; cat`) } },
    async (logger, box) => {
      logger.write('12345\n');
      await processor(logger);
      for (const line of ['abcde\n', 'fghij\n', 'klmno\n', 'pqrst\n']) logger.write(line);
      const all = (): boolean => kept(box).includes('pqrst') && suffixes(box).length > 5;
      await until('all lines are kept, and rotated', all, { deadline: 2000 }).catch(() => undefined);
      const meanwhile = all();
      const waiting = suffixes(box);
      go(box);
      await logger.finish();
      return { meanwhile, waiting, all: kept(box), saved: suffixes(box) };
    },
  );
  const everything = '12345\nabcde\nfghij\nklmno\npqrst\n';
  const saved = ['.s', '.s', '.s', '.s', '.s'];
  differs('L07', 'that takes its time does not stop the logging', busy, {
    runit: { meanwhile: false, waiting: ['.t', '.u'], all: everything, saved },
    runstate: { meanwhile: true, waiting: ['.t', '.u', '.u', '.u', '.u', '.u'], all: everything, saved },
  });
});
