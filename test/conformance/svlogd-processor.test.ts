import { describe } from 'vitest';
import { type Scenario, same } from './support/compare.ts';
import { link, type Tree, text } from './support/sandbox.ts';
import { type LiveLogger, live } from './support/svlogd-live.ts';
import { given, go, processed, processor, WAITS } from './support/svlogd-processor.ts';
import { configured, lines, log, logs } from './support/svlogd-run.ts';
import type { LogView } from './support/svlogd-view.ts';

const options = ['-v'];
const ROTATING = ['-v', '-l', '5', '-b', '6'];

/** Rotates two files through a processor; each is through before the next comes. */
const twice = (command: string, tree: Tree = {}): Scenario =>
  live({ options, directories: { d: { ...configured(`!${command}`, 'n5'), ...tree } } }, async (logger, box) => {
    for (const count of [1, 2]) {
      await logger.log(`line ${count}\n`);
      await logger.signal('SIGALRM');
      await logger.untilSaid('info: processed:', count);
      await processed(box, count);
    }
    await logger.log('line 3\n');
    return logger.finish();
  });

describe('a processor', () => {
  const COMMANDS: Readonly<Record<string, string>> = {
    'that copies': 'cat',
    'that counts': 'wc -c',
    'that writes nothing': 'true',
    'that writes nothing and does not read': ':',
    'that writes more than it reads': 'cat; echo; cat state newstate; echo more',
    'that upper-cases': 'tr a-z A-Z',
    'of several commands': 'sed s/line/row/ | cat -n; exit 0',
    'with quotes and dollars': 'x="a  b"; echo "$x" \'$x\' $#; echo $0',
    'with a redirection of its own': 'cat >../elsewhere; cat ../elsewhere ../elsewhere',
    'that keeps state': 'echo state:; cat <&4; echo seen >&5; wc -c',
    'that counts its runs in state': 'read -r count <&4; echo $((count + 1)) | tee /proc/self/fd/5',
    'that fails to write state': 'cat; cat <&5 || :',
    'that complains': 'echo complaint >&2; cat',
    'that tells where it is': 'basename "$PWD"',
    'that starts with a space': ' cat',
    'that ends with a comment': 'cat # and nothing else',
    'that leaves files': 'cat >left; echo done',
    'that is the shell itself': 'exec cat',
    'that is found by its path': '/bin/cat',
    'that ends its own input': 'exec <&-; echo closed',
  };
  for (const [what, command] of Object.entries(COMMANDS)) same(what, twice(command));

  same('finds a state', twice('cat <&4; cat; echo next >&5', { state: text('before\n') }));
  same(
    'finds a state that is a link',
    twice('cat <&4; cat; echo next >&5', { state: link('../real'), '../real': text('real\n') }),
  );
  same('finds an old newstate', twice('cat <&4; cat', { newstate: text('older\n') }));
  same('the last one of several', twice('echo first', configured('!echo first', '!echo second')));
  same('a bare ! changes nothing', twice('x', configured('!sed s/l/L/', '!')));
  same('with a long command', twice(`: ${'x'.repeat(3000)}; cat`));
  same('with bytes of any kind', twice('cat; echo \xc3\xa4\xff'));
});

describe('what a processor is given', () => {
  for (const [how, command] of [
    ['as it is started', WAITS],
    ['with descriptors', `${WAITS}; cat`],
  ] as const) {
    same(
      how,
      live({ options, directories: { d: configured(`!${command}`) } }, async (logger, box) => {
        await logger.log('a\n');
        await logger.signal('SIGALRM');
        const pid = await processor(logger);
        const { descriptors, blocked: _, ...rest } = given(box, logger, pid);
        const files = logger.look().directories;
        go(box);
        await processed(box, 1);
        return {
          rest,
          // That a file does not block means nothing.
          descriptors: descriptors
            .filter((line) => /^[0-9]:/.test(line))
            .map((line) => line.replace(' nonblocking', '')),
          files,
          seen: await logger.finish(),
        };
      }),
    );
  }
});

/** The original does not hear of a child's end while it waits for it. */
const unheard = (seen: LogView): LogView => ({
  ...seen,
  stderr: seen.stderr.replaceAll('svlogd: info: sigchild received.\n', ''),
});

describe('the end of input while a processor runs', () => {
  type Seen = { readonly before: unknown; readonly seen: LogView };
  const ended = (end: (logger: LiveLogger) => Promise<void> | void): Scenario<Seen> =>
    live({ options, directories: { d: configured(`!${WAITS}; cat`) } }, async (logger, box) => {
      await logger.log('a\n');
      await logger.signal('SIGALRM');
      await processor(logger);
      await logger.log('b\n');
      await end(logger);
      const before = logger.program.result ?? 'alive';
      go(box);
      await logger.ended();
      return { before, seen: logger.look() };
    });
  same('is waited for', async (box) => {
    // Its end may come before the end of input is noticed.
    const { before, seen } = await ended((logger) => logger.end())(box);
    return { before, seen: unheard(seen) };
  });
  same(
    'is waited for after TERM',
    ended(async (logger) => {
      await logger.signal('SIGTERM');
      await logger.untilSaid('sigterm');
    }),
  );
});

describe('rotations with a processor', () => {
  const input = lines(...Array.from({ length: 12 }, (_, index) => `line${index + 1}`));
  // One line at a time, since what is rotated while a processor runs is a matter of its own.
  const inTurn = (tree: Tree): Scenario =>
    live({ options: ROTATING, directories: { d: tree } }, async (logger) => {
      for (let index = 1; index <= 6; index++) {
        logger.write('1234567890\n');
        await logger.untilSaid('info: processed:', index);
      }
      return logger.finish();
    });
  same('by size', inTurn(configured('s12', 'n3', '!cat')));
  same('by size, with state', inTurn(configured('s12', 'n3', '!cat <&4; tee /proc/self/fd/5')));
  same('not by size', logs({ options: ROTATING, directories: { d: configured('s2000', '!echo no') }, input }));

  same(
    'an unclean current waits',
    logs({
      options,
      directories: { d: { current: text('old\n', 0o644), ...configured('-*', 'n5') } },
      input: lines('a'),
    }),
  );
  same(
    'of one of two directories',
    live({ options, directories: { a: configured('!tr a-z A-Z'), b: {} } }, async (logger, box) => {
      await logger.log('a\n', 'b');
      await logger.signal('SIGALRM');
      await logger.untilOld(1, 'b', '.s');
      await processed(box, 1, 'a');
      await logger.untilSaid('info: processed');
      await logger.log('b\n', 'b');
      return logger.finish();
    }),
  );

  same(
    'of both directories',
    live({ directories: { a: configured('!tr a-z A-Z'), b: configured('!wc -c') } }, async (logger, box) => {
      await logger.log('a\n', 'b');
      await logger.signal('SIGALRM');
      await processed(box, 1, 'a');
      await processed(box, 1, 'b');
      await logger.log('b\n', 'b');
      return logger.finish();
    }),
  );

  same('come with state over several runs', async (box) => {
    const run = { options: ROTATING, directories: { d: configured('s6', '!cat <&4; echo state >&5; cat') } };
    return [
      unheard(await log(box, { ...run, input: lines('12345') })),
      unheard(await log(box, { ...run, input: lines('67890') })),
    ];
  });
});

describe('a processor that fails once', () => {
  const FAILING: Readonly<Record<string, string>> = {
    'with 1': '[ -e ../go ] || { >../go; exit 1; }; cat',
    'with 111, after output': 'cat; [ -e ../go ] || { >../go; exit 111; }',
    'after it wrote state': 'cat <&4; [ -e ../go ] || { >../go; echo lost >&5; exit 1; }; cat; echo kept >&5',
  };
  for (const [how, command] of Object.entries(FAILING)) {
    same(
      `${how}, is started again`,
      live({ options, directories: { d: configured(`!${command}`) } }, async (logger, box) => {
        await logger.log('a\n');
        await logger.signal('SIGALRM');
        await processed(box, 1);
        await logger.untilSaid('info: processed');
        await logger.log('b\n');
        return logger.finish();
      }),
    );
  }
});
