import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { describe } from 'vitest';
import { isToDiffer as differs, type Scenario } from './support/compare.ts';
import { alive } from './support/proc.ts';
import { type Sandbox, text } from './support/sandbox.ts';
import { runToEnd } from './support/startup.ts';
import { type LiveLogger, live } from './support/svlogd-live.ts';
import { go, processed, processor, WAITS } from './support/svlogd-processor.ts';
import { configured, lines, log } from './support/svlogd-run.ts';
import { kept, namesIn, oldFiles } from './support/svlogd-view.ts';
import { until } from './support/until.ts';

const options = ['-v'];
const FAR = '@4fffffff6b030bd71e3acec4';
const OLD = '@400000006b030bd71e3acec4';

/** What is kept of an input. */
const keeps =
  (input: string, more: readonly string[] = []): Scenario<string> =>
  async (box) => {
    await log(box, { options: more, input });
    return kept(box);
  };

describe('a last line without a newline', () => {
  for (const [input, before] of [
    ['a\nb', 'a\n'],
    ['b', ''],
    ['x'.repeat(999), ''],
    ['a\n\0', 'a\n'],
  ] as const) {
    differs('L01', `is kept at the end: ${input.length} bytes`, keeps(input), {
      runit: before,
      runstate: `${input}\n`,
    });
  }
});

describe('TERM', () => {
  const interrupted = (written: string, then: (logger: LiveLogger) => void): Scenario<string> =>
    live({ options }, async (logger, box) => {
      await logger.log('first\n');
      logger.write(written);
      await logger.drained();
      await logger.signal('SIGTERM');
      await logger.untilSaid('sigterm');
      then(logger);
      await logger.ended();
      return kept(box);
    });
  differs(
    'L02',
    'keeps what was read of a line',
    interrupted('abc', (logger) => logger.end()),
    {
      runit: 'first\n',
      runstate: 'first\nabc\n',
    },
  );

  const pending = live({ options }, async (logger, box) => {
    await logger.log('first\n');
    await logger.signal('SIGSTOP');
    logger.write('one\ntwo\nthree\n');
    logger.program.signal('SIGTERM');
    logger.program.signal('SIGCONT');
    await logger.ended();
    return kept(box).includes('three');
  });
  differs('L02', 'keeps the last of the lines that it has read', pending, { runit: false, runstate: true });
});

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
      const pid = await processor(box, logger);
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
    const pid = await processor(box, logger);
    await logger.signal('SIGHUP');
    await logger.untilSaid('info: new: d/current').catch(() => undefined);
    await logger.untilSaid('sighangup');
    go(box);
    await until('it is gone', () => !alive(pid));
    await logger.log('b\n');
    await logger.finish();
    return oldFiles(box, 'd').map((name) => name.slice(-2));
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
      await processor(box, logger);
      for (const line of ['abcde\n', 'fghij\n', 'klmno\n', 'pqrst\n']) logger.write(line);
      const all = (): boolean => kept(box).includes('pqrst');
      await until('all lines are kept', all, { deadline: 2000 }).catch(() => undefined);
      const meanwhile = all();
      go(box);
      await logger.finish();
      return { meanwhile, all: kept(box) };
    },
  );
  const everything = '12345\nabcde\nfghij\nklmno\npqrst\n';
  differs('L07', 'that takes its time does not stop the logging', busy, {
    runit: { meanwhile: false, all: everything },
    runstate: { meanwhile: true, all: everything },
  });
});

describe('pausing', () => {
  const paused = live({ options, directories: { d: { current: 'directory' } } }, async (logger) => {
    await logger.untilSaid('svlogd: pausing: unable to open current: d: is a directory');
    logger.program.signal('SIGTERM');
    const ended = () => logger.program.result !== undefined;
    await until('TERM is heard', ended, { deadline: 2000 }).catch(() => undefined);
    return ended();
  });
  differs('L08', 'TERM ends it', paused, { runit: false, runstate: true });
});

describe('the clock is set back', () => {
  const backwards = async (box: Sandbox) => {
    const tree = { ...configured('s10', 'n1'), [`${FAR}.s`]: text('older\n', 0o744) };
    await log(box, { options: ['-l', '5', '-b', '6'], directories: { d: tree }, input: lines('newer') });
    return oldFiles(box, 'd').map((name) => box.read(`d/${name}`));
  };
  differs('L09', 'what is newest is not deleted first', backwards, { runit: ['older\n'], runstate: ['newer\n'] });
});

describe('config', () => {
  const modest = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const stale = async (box: Sandbox) => {
    await log(box, {
      directories: { c: configured('pC '), d: configured('pD ') },
      input: lines('a'),
      through: modest,
      prepare: () => {
        for (const name of ['.', 'c', 'd']) chmodSync(box.path(name), 0o777);
        chmodSync(box.path('d/config'), 0);
      },
    });
    return box.read('d/current');
  };
  differs('L10', 'that may not be read is not that of another directory', stale, { runit: 'C a\n', runstate: 'a\n' });

  for (const address of ['x', '', '127.0.0', '127.0.0.1:0', '127.0.0.1:x', '127.0.0.1:65536']) {
    const lost = async (box: Sandbox) => {
      await log(box, { directories: { d: configured(`U${address}`) }, input: lines('a') });
      return box.read('d/current');
    };
    differs('L11', `U${address} swallows no lines`, lost, { runit: '', runstate: 'a\n' });
  }

  const unalerted = live({ options, directories: { d: configured('e*') } }, async (logger, box) => {
    await logger.log('a\n');
    rmSync(box.path('d/config'));
    await logger.signal('SIGHUP');
    await logger.untilSaid('info: append: d/current');
    await logger.log('b\n');
    const { stderr } = await logger.finish();
    return stderr.split('\n').filter((line) => line.length === 1);
  });
  differs('L12', 'without e ends the alerts', unalerted, { runit: ['a', 'b'], runstate: ['a'] });
});

describe('patterns', () => {
  for (const [pattern, line] of [
    ['a+bc', 'abbb'],
    ['+ab', 'aaa'],
    ['+ab*c', 'a'],
  ] as const) {
    const matched = async (box: Sandbox) => {
      await log(box, { directories: { d: configured('-*', `+${pattern}`) }, input: lines(line) });
      return box.read('d/current') !== '';
    };
    differs('L13', `${pattern} wants more than ${line}`, matched, { runit: true, runstate: false });
  }
});

describe('standard error', () => {
  const closed = async (box: Sandbox) => {
    box.make('d', configured('e*'));
    box.make('.', { input: text(lines('a', 'b', 'c')) });
    const through = ['sh', '-c', '{ sleep 0.3; cat input; } | { "$@" 2>&1 >&3 3>&-; echo $? >code; } 3>&1 | :', 'sh'];
    await box.start(box.subject.svlogd, ['d'], { through }).ended();
    return { code: box.read('code'), kept: kept(box) };
  };
  differs('L14', 'that nobody reads ends nothing', closed, {
    runit: { code: '141\n', kept: '' },
    runstate: { code: '0\n', kept: 'a\nb\nc\n' },
  });
});

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const USAGE = 'usage: svlogd [-ttv] [-r c] [-R abc] [-l len] [-b buflen] dir ...\n\n';
const refused = { code: 111, signal: undefined, stdout: '' };
differs('L15', '-V tells the version', (box) => runToEnd(box, 'svlogd', ['-V']), {
  runit: { ...refused, stderr: `$Id: 5e55a90e0a1b35ec47fed3021453c50675ea1117 $\n${USAGE}` },
  runstate: { ...refused, stderr: `runstate ${version}\n${USAGE}` },
});

const piped = live({}, async (logger) => {
  await logger.log('a\n');
  await logger.signal('SIGPIPE');
  await until('it ends', () => logger.program.result !== undefined, { deadline: 500 }).catch(() => undefined);
  return logger.program.result ?? 'alive';
});
differs('L14', 'SIGPIPE ends nothing', piped, { runit: { code: undefined, signal: 'SIGPIPE' }, runstate: 'alive' });

const wrapped = async (box: Sandbox) => {
  const seen = await log(box, { directories: { d: configured('u127.0.0.1:65536') }, input: lines('a') });
  return { said: Object.values(seen.directories).flatMap(({ messages }) => messages), stderr: seen.stderr };
};
differs('L11', 'a port beyond the last is none', wrapped, {
  runit: { said: [], stderr: '' },
  runstate: { said: [], stderr: 'svlogd: warning: unable to scan port number: 65536\n' },
});
