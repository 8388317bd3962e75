import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { describe } from 'vitest';
import { differs, type Scenario } from './support/compare.ts';
import { type Sandbox, text } from './support/sandbox.ts';
import { runToEnd } from './support/startup.ts';
import { type LiveLogger, live } from './support/svlogd-live.ts';
import { receiving } from './support/svlogd-receiver.ts';
import { configured, lines, log } from './support/svlogd-run.ts';
import { kept, oldFiles } from './support/svlogd-view.ts';
import { until } from './support/until.ts';

const options = ['-v'];
const FAR = '@4fffffff6b030bd71e3acec4';

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
      await log(box, { directories: { d: configured(`U${address}`, '+*') }, input: lines('a') });
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

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const USAGE = 'usage: svlogd [-ttv] [-r c] [-R abc] [-l len] [-b buflen] dir ...\n\n';
const refused = { code: 111, signal: undefined, stdout: '' };
differs('L15', '-V tells the version', (box) => runToEnd(box, 'svlogd', ['-V']), {
  runit: { ...refused, stderr: `$Id: 5e55a90e0a1b35ec47fed3021453c50675ea1117 $\n${USAGE}` },
  runstate: { ...refused, stderr: `runstate ${version}\n${USAGE}` },
});

const wrapped = async (box: Sandbox) => {
  const seen = await log(box, { directories: { d: configured('u127.0.0.1:65536') }, input: lines('a') });
  return { said: Object.values(seen.directories).flatMap(({ messages }) => messages), stderr: seen.stderr };
};
differs('L11', 'a port beyond the last is none', wrapped, {
  runit: { said: [], stderr: '' },
  runstate: { said: [], stderr: 'svlogd: warning: unable to scan port number: 65536\n' },
});

/** A byte that cannot be printed becomes the end of a line. */
const broken = async (box: Sandbox) => {
  const input = lines('a\tb', 'x\ty');
  await log(box, { options: ['-r', '\n'], directories: { d: configured('pP ', '-x', '-x*y') }, input });
  return box.read('d/current');
};
differs('L17', '-r with a newline ends lines', broken, { runit: 'P a\nb\n', runstate: 'P a\nP b\nP y\n' });

const twoSenders = receiving(async (receiver, box) => {
  const to = `U127.0.0.1:${receiver.port}`;
  await log(box, { directories: { a: configured(to, 'pA '), b: configured(to, 'pB ') }, input: lines('1', '2') });
  await until('all has arrived', () => receiver.datagrams().length === 4);
  return receiver.datagrams();
});
differs('L18', 'datagrams of several directories come chunk by chunk', twoSenders, {
  runit: ['A 1\n', 'B 1\n', 'A 2\n', 'B 2\n'],
  runstate: ['A 1\n', 'A 2\n', 'B 1\n', 'B 2\n'],
});
