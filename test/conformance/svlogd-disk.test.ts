import { readdirSync, rmSync } from 'node:fs';
import { describe, test } from 'vitest';
import { canMount } from '../support/mounts.ts';
import { type Scenario, same } from './support/compare.ts';
import { type Tree, text } from './support/sandbox.ts';
import { LiveLogger } from './support/svlogd-live.ts';
import { onTinyDisk } from './support/svlogd-mount.ts';
import { configured, log, manyLines } from './support/svlogd-run.ts';
import { isOld, kept } from './support/svlogd-view.ts';
import { until } from './support/until.ts';

const D = 'mnt/d';
const OLD = (second: number, letter = 's'): string => `@400000006b030b0${second}1e3acec4.${letter}`;
const old = (...names: string[]): Tree =>
  Object.fromEntries(names.map((name) => [name, text('x'.repeat(8192), 0o744)]));

/** Writes more than the disk holds; what is deleted and what remains. */
const full = (tree: Tree, bytes = 111_000): Scenario =>
  onTinyDisk(64, (box) =>
    log(box, { options: ['-v'], directories: { [D]: tree }, input: manyLines(bytes / 100, 100) }),
  );

/** A disk that has no room and from which nothing is deleted, until the test makes room. */
const paused = (tree: Tree, relief: string): Scenario =>
  onTinyDisk(64, async (box) => {
    const logger = new LiveLogger(box, { directories: { [D]: { ...tree, filler: text('x'.repeat(48 * 1024)) } } });
    try {
      const input = manyLines(200, 100);
      logger.write(input);
      await logger.untilSaid('svlogd: pausing: unable to write to current');
      rmSync(box.path(D, relief));
      await until('all is written', () => kept(box, D).length >= input.length);
      const { ending, directories } = await logger.finish();
      const { messages, files } = directories[D]!;
      return { ending, files, said: [...new Set(messages)], all: kept(box, D).endsWith(input) };
    } finally {
      logger.end();
    }
  });

describe.skipIf(!canMount)('a disk that is full', () => {
  same('has its oldest files deleted down to N', full(configured('s8000', 'n20', 'N2')));
  same('has all deleted with N0', full(configured('s8000', 'n20', 'N0')));
  same(
    'has its oldest files deleted by default with n20',
    full(
      {
        ...configured('n20', 's20000'),
        ...old(...[...'0123456789abcdef'].slice(0, 7).map((digit) => `@400000006b030b0${digit}1e3acec4.s`)),
      },
      1000,
    ),
  );
  same(
    'has files deleted, whatever their letter',
    full({ ...configured('s16000', 'n20', 'N1'), ...old(OLD(1, 'u'), OLD(2, 't'), OLD(3, 'x'), OLD(4)) }, 60_000),
  );
  same(
    'has files deleted in one of two directories',
    onTinyDisk(64, (box) =>
      log(box, {
        directories: { [D]: configured('s8000', 'n20', 'N2'), 'mnt/e': configured('-*') },
        input: manyLines(1110, 100),
      }),
    ),
  );
  same('keeps what it is told to keep, and waits', paused({ ...configured('n20', 'N3'), ...old(OLD(1)) }, 'filler'));
  same('is waited for by default', paused({}, 'filler'));
  same('is waited for with n5', paused({ ...configured('n5'), ...old(OLD(1)) }, 'filler'));

  same(
    'loses no line',
    onTinyDisk(64, async (box) => {
      const input = manyLines(400, 100);
      await log(box, { directories: { [D]: configured('s8000', 'n20', 'N0') }, input });
      return { tail: input.endsWith(kept(box, D)), old: readdirSync(box.path(D)).filter(isOld).length };
    }),
  );
});

test.skipIf(canMount)('a disk that is full: mounting is not permitted here', () => {});
