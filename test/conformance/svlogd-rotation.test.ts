import { chmodSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Scenario, same } from './support/compare.ts';
import { Sandbox, type Tree, text } from './support/sandbox.ts';
import { oracleInstalled, runit, runstate } from './support/subjects.ts';
import { type LiveLogger, live } from './support/svlogd-live.ts';
import { configured, lines, log, logs, manyLines } from './support/svlogd-run.ts';
import { isOld, kept, namesIn, oldFiles } from './support/svlogd-view.ts';

const SMALL = ['-l', '5', '-b', '6'];
const numberedLines = (count: number): string =>
  lines(...Array.from({ length: count }, (_, index) => `line${index + 1}`));

describe('rotation by size', () => {
  same(
    'as in the book',
    logs({ options: [...SMALL, '-v'], directories: { d: configured('s20', 'n3') }, input: numberedLines(12) }),
  );

  /** Sizes on both sides of the line length, where a rotation after a line begins to be possible. */
  for (const size of [1, 2, 4, 5, 6, 7, 8, 10, 11, 15, 20, 50]) {
    const run = { options: [...SMALL, '-v'], directories: { d: configured(`s${size}`, 'n0') } };
    same(`s${size}, lines of a length`, logs({ ...run, input: manyLines(20, 6) }));
    same(
      `s${size}, lines of several lengths`,
      logs({ ...run, input: lines(...Array.from({ length: 24 }, (_, n) => 'abcdefghijkl'.slice(0, n % 12))) }),
    );
    same(`s${size}, empty lines`, logs({ ...run, input: '\n'.repeat(30) }));
  }

  for (const size of [30, 40, 60, 100]) {
    const directories = { d: configured(`s${size}`, 'n0', 'pPRE ') };
    same(`s${size}, stamps and prefixes count`, async (box) => {
      // A stamp may be cut in two, so it is the lengths that are compared.
      await log(box, { options: ['-tt', ...SMALL], directories, input: numberedLines(15) });
      return [...oldFiles(box, 'd'), 'current'].map((name) => box.read(`d/${name}`).length);
    });
  }

  same('s2k', logs({ options: ['-v'], directories: { d: configured('s2k') }, input: manyLines(500, 27) }));
  same('the default', logs({ options: ['-v'], input: manyLines(31_000, 100) }));
  same(
    'the default, with a line across the end of a file',
    logs({ options: ['-v'], input: `${manyLines(9989, 100)}${'x'.repeat(5000)}\n${manyLines(20, 100)}` }),
  );
  same(
    'the default, with one line that fills several files',
    logs({ options: ['-v'], input: `${'x'.repeat(2_500_000)}\nafter\n` }),
  );
  same('s0 is never', logs({ options: ['-v'], directories: { d: configured('s0') }, input: manyLines(31_000, 100) }));
  same('s1m', logs({ directories: { d: configured('s1m') }, input: manyLines(22_000, 100) }));

  same(
    'sizes of several directories',
    logs({
      options: [...SMALL, '-v'],
      directories: { a: configured('s10', 'n2'), b: configured('s30'), c: {} },
      input: numberedLines(12),
    }),
  );
  same(
    'of selected lines only',
    logs({ options: SMALL, directories: { d: configured('s20', '-*', '+*1') }, input: numberedLines(60) }),
  );

  same('loses nothing', async (box) => {
    const input = lines(...Array.from({ length: 2000 }, (_, index) => 'x'.repeat(index % 97)));
    await log(box, { options: ['-l', '10', '-b', '50'], directories: { d: configured('s333', 'n0') }, input });
    return kept(box) === input;
  });
});

describe('names of old files', () => {
  test.skipIf(!oracleInstalled)('are times of their rotation, on both', async () => {
    for (const subject of [runit, runstate]) {
      const box = new Sandbox(subject);
      try {
        const before = BigInt(Date.now()) * 1000n - 1000n;
        await log(box, { options: SMALL, directories: { d: configured('s20', 'n0') }, input: numberedLines(40) });
        const after = BigInt(Date.now()) * 1000n + 1000n;
        const names = oldFiles(box, 'd');
        expect(names.length).toBeGreaterThan(5);
        for (const name of names) {
          expect(name).toMatch(/^@4[0-9a-f]{23}\.s$/);
          const seconds = BigInt(`0x${name.slice(1, 17)}`) - (1n << 62n) - 10n;
          const nanoseconds = BigInt(`0x${name.slice(17, 25)}`);
          expect(nanoseconds % 1000n).toBe(500n);
          const microseconds = seconds * 1_000_000n + nanoseconds / 1000n;
          expect(microseconds >= before && microseconds <= after, `${subject.name}: ${name}`).toBe(true);
        }
      } finally {
        await box.clean();
      }
    }
  });
});

const OLD = (second: number, suffix = '.s'): string =>
  `@400000006b030b${second.toString(16).padStart(2, '0')}1e3acec4${suffix}`;
const aged = (...names: string[]): Tree => Object.fromEntries(names.map((name) => [name, text(`${name}\n`, 0o744)]));

describe('old files are deleted', () => {
  const run = { options: [...SMALL, '-v'], input: numberedLines(5) };
  const five = aged(...[1, 2, 3, 4, 5].map((second) => OLD(second)));
  for (const count of [0, 1, 2, 3, 4, 5, 6, 7, 8, 10]) {
    same(
      `of five, with n${count}`,
      logs({ ...run, directories: { d: { ...five, ...configured('s20', `n${count}`) } } }),
    );
  }
  same(
    'of twelve, by default',
    logs({
      ...run,
      directories: { d: { ...aged(...Array.from({ length: 12 }, (_, n) => OLD(n))), ...configured('s20') } },
    }),
  );

  const MIXED: Readonly<Record<string, Tree>> = {
    'but not those that wait for a processor': { ...aged(OLD(1, '.u'), OLD(2), OLD(3)) },
    'but not those that wait, however many': aged(OLD(1, '.u'), OLD(2, '.u'), OLD(3, '.u'), OLD(4), OLD(5)),
    'by their names, whatever the letter': { ...aged(OLD(3, '.x'), OLD(2, '.s'), OLD(1, '.Z'), OLD(4, '. ')) },
    'and all output of processors that is left': { ...aged(OLD(1, '.t'), OLD(2, '.t'), OLD(3), OLD(4, '.t')) },
    'but not those that are packed': { ...aged(`${OLD(1)}.gz`, `${OLD(2)}.bz2`, OLD(3), OLD(4)) },
    'but not others': { ...aged('@', '@x', `x${OLD(1).slice(1)}`, 'state', 'newstate', '.hidden', `${OLD(1)}.`) },
    'and whatever else has such a name': { ...aged(`@${'-'.repeat(25)}x`, `@${'z'.repeat(26)}`) },
  };
  for (const [what, tree] of Object.entries(MIXED))
    same(what, logs({ ...run, directories: { d: { ...tree, ...configured('s20', 'n2') } } }));

  same(
    'when one cannot be',
    logs({ ...run, directories: { d: { [`${OLD(1)}/x`]: text(''), ...aged(OLD(2)), ...configured('s20', 'n1') } } }),
  );
  same(
    'when output of a processor cannot be',
    logs({ ...run, directories: { d: { [`${OLD(1, '.t')}/x`]: text(''), ...configured('s20', 'n1') } } }),
  );
  same(
    'when the directory may no longer be read',
    logs({
      ...run,
      directories: { d: configured('s20', 'n1') },
      through: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
      prepare: (box) => {
        chmodSync(box.directory, 0o777);
        chmodSync(box.path('d'), 0o777);
      },
    }),
  );
});

describe('rotation by age', () => {
  /** Whether so many seconds have passed since the scenario began, which was before the log was opened; 10 ms for rounding. */
  const timed =
    (seconds: number, story: (logger: LiveLogger) => Promise<void>): Scenario =>
    (box) => {
      const start = performance.now();
      return live({ options: ['-v'], directories: { d: configured(`t${seconds}`) } }, async (logger) => {
        await story(logger);
        const passed = performance.now() - start;
        return { isTime: passed >= seconds * 1000 - 10, seen: await logger.finish() };
      })(box);
    };
  const byItself = async (logger: LiveLogger): Promise<void> => {
    logger.write('a\n');
    await logger.untilOld(1);
  };
  same('comes by itself', timed(1, byItself));
  same('comes when it is time', timed(2, byItself));

  same(
    'leaves an empty file alone',
    live({ options: ['-v'], directories: { d: configured('t1'), e: configured('t1', '-a') } }, async (logger, box) => {
      logger.write('a\n');
      await logger.untilOld(1);
      return {
        d: namesIn(box, 'd').filter(isOld).length,
        e: namesIn(box, 'e').filter(isOld).length,
        seen: await logger.finish(),
      };
    }),
  );

  same(
    'comes again',
    live({ directories: { d: configured('t1') } }, async (logger) => {
      for (const count of [1, 2]) {
        logger.write(`${count}\n`);
        await logger.untilOld(count);
      }
      return logger.finish();
    }),
  );

  same(
    'is not put off by another rotation',
    timed(3, async (logger) => {
      await logger.log('a\n');
      await logger.rotate();
      logger.write('b\n');
      await logger.untilOld(2);
    }),
  );

  same(
    'is of each directory',
    live({ directories: { a: configured('t1'), b: {}, c: configured('t100') } }, async (logger, box) => {
      logger.write('a\n');
      await logger.untilOld(1, 'a');
      return { old: ['a', 'b', 'c'].map((name) => oldFiles(box, name).length), seen: await logger.finish() };
    }),
  );
});
