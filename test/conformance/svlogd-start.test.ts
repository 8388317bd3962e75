import { chmodSync, closeSync, constants, openSync, readFileSync } from 'node:fs';
import { describe } from 'vitest';
import { type Scenario, same } from './support/compare.ts';
import { empty, link, type Sandbox, type Tree, text } from './support/sandbox.ts';
import { live } from './support/svlogd-live.ts';
import { configured, lines, log, logs, logsInTurn } from './support/svlogd-run.ts';
import { modeOf } from './support/svlogd-view.ts';
import { until } from './support/until.ts';

const input = lines('new');
const options = ['-v'];
const CLEAN = 0o744;
const UNCLEAN = 0o644;
const OLD = '@400000006b030bd71e3acec4';

describe('current at the start', () => {
  const FOUND: Readonly<Record<string, Tree>> = {
    'is missing': {},
    'is clean': { current: text('old\n', CLEAN) },
    'is clean, and runs only its owner': { current: text('old\n', 0o700) },
    'is clean by the owner bit alone': { current: text('old\n', 0o100) },
    'is empty and clean': { current: text('', CLEAN) },
    'is empty and not clean': { current: text('', UNCLEAN) },
    'is a link to a clean file': { current: link('../real'), '../real': text('old\n', CLEAN) },
    'is a dangling link': { current: link('../real') },
    'is clean and full': { current: text('0123456789\n'.repeat(4), CLEAN), ...configured('s40') },
    'is clean and nearly full': { current: text('0123456789\n'.repeat(3), CLEAN), ...configured('s40') },
    'is clean and larger than allowed': { current: text('0123456789\n'.repeat(30), CLEAN), ...configured('s40', 'n2') },
    'is clean beside old files': { current: text('old\n', CLEAN), [`${OLD}.s`]: text('older\n', CLEAN) },
  };
  for (const [how, tree] of Object.entries(FOUND)) {
    same(how, logs({ options, directories: { d: tree }, input }));
    same(`${how}, without input`, logs({ options, directories: { d: tree } }));
  }

  /** Found unclean, where nothing is to be done about it but to move it away. */
  const UNFINISHED: Readonly<Record<string, Tree>> = {
    'is not clean': { current: text('old\n', UNCLEAN) },
    'is not clean, with other permissions': { current: text('old\n', 0o600) },
    'is not clean, though others may run it': { current: text('old\n', 0o611) },
    'is not clean, beside old files': { current: text('old\n', UNCLEAN), [`${OLD}.s`]: text('older\n', CLEAN) },
    'is not clean, and there are enough old files': {
      current: text('old\n', UNCLEAN),
      [`${OLD}.s`]: text('older\n', CLEAN),
      ...configured('n1'),
    },
    'is not clean, and output of a processor is left': {
      current: text('old\n', UNCLEAN),
      [`${OLD}.t`]: text('half'),
    },
  };
  for (const [how, tree] of Object.entries(UNFINISHED)) same(how, logs({ options, directories: { d: tree }, input }));

  same(
    'is clean again after each run',
    logsInTurn({ options, input }, { options, input }, { options }, { options, input }),
  );

  same(
    'is open: it may not be run',
    live({}, async (logger, box) => {
      await logger.log('a\n');
      const open = modeOf(box.path('d/current'));
      return { open, seen: await logger.finish() };
    }),
  );

  same('after KILL', async (box) => {
    const first = await live({ options }, async (logger) => {
      await logger.log('a\nb\n');
      await logger.signal('SIGKILL');
      await logger.ended();
      return logger.look();
    })(box);
    return [first, await log(box, { options, directories: { d: {} }, input })];
  });
});

describe('a umask', () => {
  for (const mask of ['000', '077', '027', '777'])
    same(
      mask,
      logs({
        options: ['-v', '-l', '3', '-b', '9'],
        directories: { d: configured('s8') },
        input: lines('abc', 'def', 'ghi'),
        through: ['sh', '-c', `umask ${mask}; exec "$@"`, 'sh'],
      }),
    );
});

describe('directories that cannot be used', () => {
  const args = (...names: string[]): string[] => ['-v', ...names];
  const beside = { d: {} };
  same('is missing', logs({ args: args('nodir'), directories: {}, input }));
  same('is missing, and another is there', logs({ args: args('nodir', 'd'), directories: beside, input }));
  same('are all missing', logs({ args: args('n1', 'n2', 'n3'), directories: {}, input }));
  same('is the empty word', logs({ args: args('', 'd'), directories: beside, input }));
  same('is a file', logs({ args: args('.input'), directories: {}, input }));
  same('is a file, and another is there', logs({ args: args('d', '.input'), directories: beside, input }));
  same('lies behind a file', logs({ args: args('.input/d', 'd'), directories: beside, input }));
  same('has a name that is too long', logs({ args: args('n'.repeat(300), 'd'), directories: beside, input }));
  same(
    'is a link',
    logs({
      args: args('d', 'link'),
      directories: beside,
      input,
      prepare: (box) => void box.make('.', { real: 'directory', link: link('real') }),
    }),
  );
  same(
    'is a dangling link',
    logs({
      args: args('d', 'link'),
      directories: beside,
      input,
      prepare: (box) => void box.make('.', { link: link('real') }),
    }),
  );
  same('has a lock that is a directory', logs({ args: args('d'), directories: { d: { lock: 'directory' } }, input }));
  same(
    'has a lock with something in it',
    logs({ args: args('d'), directories: { d: { lock: text('held', 0o644) } }, input }),
  );
  same('has a lock that is a link', logs({ args: args('d'), directories: { d: { lock: link('../lock') } }, input }));
  same(
    'has a current behind a file',
    logs({ args: args('d', 'e'), directories: { d: { current: link('x/y'), x: empty }, e: {} }, input }),
  );
  same(
    'has a current that is a loop of links',
    logs({ args: args('d'), directories: { d: { current: link('current') } }, input }),
  );
  same('is named twice, without -v', logs({ args: ['d', 'd'], directories: beside, input }));
  same('is named three times, under several names', logs({ args: ['d', './d', 'd/'], directories: beside, input }));

  /** Without root's privileges: what is not allowed is not allowed. */
  const modest = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const MODES = { 'not writable': 0o755, 'not readable': 0o333, 'not searchable': 0o666, 'nothing at all': 0 };
  for (const [what, mode] of Object.entries(MODES)) {
    const prepare = (box: Sandbox): void => {
      chmodSync(box.directory, 0o777);
      chmodSync(box.path('d'), mode);
    };
    same(`is ${what}`, logs({ options, directories: beside, input, through: modest, prepare }));
  }
  const unreadable = (name: string, mode: number) => (box: Sandbox) => {
    chmodSync(box.directory, 0o777);
    chmodSync(box.path('d'), 0o777);
    chmodSync(box.path('d', name), mode);
  };
  same(
    'has a config that may not be read',
    logs({
      options,
      directories: { d: configured('pP ') },
      input,
      through: modest,
      prepare: unreadable('config', 0o200),
    }),
  );
  same(
    'has a lock that may not be written',
    logs({ options, directories: { d: { lock: empty } }, input, through: modest, prepare: unreadable('lock', 0o444) }),
  );
});

describe('a directory that is locked', () => {
  const holding = (names: string[]): Scenario =>
    live({ directories: { d: {}, e: {} }, names: ['d'] }, async (first, box) => {
      await first.log('one\n');
      const second = await log(box, { args: ['-v', ...names], directories: {}, input: lines('two') });
      return { second, first: await first.finish() };
    });
  same('is left alone', holding(['d']));
  same('is left alone, and another is used', holding(['d', 'e']));
  same('is left alone, and another is used first', holding(['e', 'd']));

  same(
    'keeps its lock while it runs',
    live({}, async (logger, box) => {
      await logger.log('one\n');
      const inode = readFileSync('/proc/locks', 'latin1').includes('FLOCK  ADVISORY  WRITE');
      return { inode, lock: modeOf(box.path('d/lock')), seen: await logger.finish() };
    }),
  );
});

describe('standard input', () => {
  const reading = (words: string): Scenario =>
    logs({ options, through: ['sh', '-c', `exec "$@" ${words}`, 'sh'], directories: { d: {} } });
  same('is closed', reading('<&-'));
  same('is a directory', reading('<d'));
  same('is open for writing only', reading('>/dev/null <&1'));
  same('is a file', logs({ options, through: ['sh', '-c', 'printf "a\\nb\\n" >file; exec "$@" <file', 'sh'] }));
  same('is /dev/null', reading('</dev/null'));

  same(
    'may come in pieces',
    live({ options: ['-tt'] }, async (logger, box) => {
      const pieces = ['o', 'ne', '\n', '\n', 'two\nth', 'ree', '\nfour\n'];
      for (const piece of pieces) {
        logger.write(piece);
        await logger.drained();
      }
      await until('all is there', () => box.read('d/current').endsWith('four\n'));
      return logger.finish();
    }),
  );

  same(
    'is not waited for: lines are there at once',
    live({}, async (logger) => {
      for (let index = 0; index < 50; index++) await logger.log(`${index}\n`);
      return logger.finish();
    }),
  );

  same('is left as it was given, or does not block', async (box) => {
    box.make('d', {});
    box.make('.', { file: text('a\n') });
    const stdin = openSync(box.path('file'), constants.O_RDONLY);
    try {
      await box.start(box.subject.svlogd, ['d'], { stdin }).ended();
      return box.read('d/current');
    } finally {
      closeSync(stdin);
    }
  });
});
