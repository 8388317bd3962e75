import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf, isSelected, linesOf, replaced, rotated } from '../support/log-model.ts';
import { type End, keptFiles, logRoot, SVLOGD, startSvlogd } from './support/svlogd.ts';

const ORIGINAL = '/usr/bin/svlogd';

type Chunk = { readonly text: string; readonly pause: number };
type Run = {
  readonly chunks: readonly Chunk[];
  readonly size: number;
  readonly prefix: string;
  readonly patterns: readonly string[];
  readonly length: number;
  readonly room: number;
  readonly stamps: number;
  readonly replacement: '_' | undefined;
};

const anyByte = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', ' ', '*') },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) },
  { weight: 2, arbitrary: fc.constant('\n') },
);
const anyChunk: fc.Arbitrary<Chunk> = fc.record({
  text: fc.oneof(
    fc.array(anyByte, { maxLength: 120 }).map((all) => all.join('')),
    fc.integer({ min: 0, max: 500 }).map((count) => 'x'.repeat(count)),
  ),
  pause: fc.constantFrom(0, 0, 0, 1, 5),
});
// No plus: where a line ends in one, runit looks behind it.
const anyPattern = fc
  .tuple(fc.constantFrom('+', '-'), fc.array(fc.constantFrom('a', 'b', '*', '*', ' '), { maxLength: 5 }))
  .map(([operator, all]) => operator + all.join(''));
const anySmall = fc.record({
  chunks: fc.array(anyChunk, { maxLength: 15 }),
  size: fc.oneof(fc.constant(0), fc.integer({ min: 30, max: 400 })),
});
/** More than a pipe holds, or one line that is. */
const anyLarge = fc.record({
  chunks: fc.array(
    fc.record({
      text: fc
        .tuple(fc.constantFrom('line\n', `${'ab'.repeat(70)}\n`, '\n', 'endless '), fc.nat(700))
        .map(([line, count]) => line.repeat(count)),
      pause: fc.constantFrom(0, 1),
    }),
    { maxLength: 3 },
  ),
  size: fc.oneof(fc.constant(0), fc.integer({ min: 9000, max: 100_000 })),
});
const anyRest = fc.record({
  prefix: fc.constantFrom('', 'P: ', '\xff'),
  patterns: fc.array(anyPattern, { maxLength: 3 }),
  length: fc.integer({ min: 1, max: 60 }),
  room: fc.integer({ min: 1, max: 60 }),
  stamps: fc.integer({ min: 0, max: 3 }),
  replacement: fc.constantFrom(undefined, '_' as const),
});
const anyRun: fc.Arbitrary<Run> = fc
  .tuple(fc.oneof({ weight: 3, arbitrary: anySmall }, { weight: 1, arbitrary: anyLarge }), anyRest)
  .map(([input, rest]) => ({ ...input, ...rest }));

/** Whole lines: what runit makes of a last one without its end is a row of COMPATIBILITY.md. */
const inputOf = ({ chunks }: Run): string => {
  const input = chunks.map(({ text }) => text).join('');
  return input === '' || input.endsWith('\n') ? '' : '\n';
};

type Kept = { readonly end: End; readonly files: readonly string[] };

const keep = async (file: string, run: Run): Promise<Kept> => {
  const { chunks, size, prefix, patterns, length, room, stamps, replacement } = run;
  const root = logRoot([`s${size}`, 'n0', ...(prefix ? [`p${prefix}`] : []), ...patterns, ''].join('\n'));
  const options = ['-l', String(length), '-b', String(length + room), ...Array.from({ length: stamps }, () => '-t')];
  if (replacement) options.push('-r', replacement);
  const { child, ended } = startSvlogd(root, { file, options });
  for (const { text, pause: milliseconds } of [...chunks, { text: inputOf(run), pause: 0 }]) {
    if (!child.stdin!.write(bytesOf(text))) await once(child.stdin!, 'drain');
    // Not to wait for anything: chunks come at other times, that is all.
    if (milliseconds > 0) await pause(milliseconds);
  }
  child.stdin!.end();
  return { end: await ended, files: keptFiles(root) };
};

const STAMPS = [
  '',
  '@[0-9a-f]{24} ',
  '\\d{4}-\\d\\d-\\d\\d_\\d\\d:\\d\\d:\\d\\d\\.\\d{5} ',
  '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{5} ',
];

/** All that was kept without the stamps, which every line has to have; and where files end. */
const shown = ({ end, files }: Kept, { stamps }: Run) => {
  const lines = linesOf(files.join(''));
  const stamp = new RegExp(`^${STAMPS[stamps]}`);
  expect(lines.filter((line) => !stamp.test(line))).toEqual([]);
  return { end, lines: lines.map((line) => line.replace(stamp, '')), sizes: files.map((file) => file.length) };
};

/** The same from the plain model. */
const modelled = (run: Run) => {
  const { chunks, size, prefix, patterns, length, stamps, replacement } = run;
  const selectors = patterns.map((line) => ({ selects: line[0] === '+', pattern: line.slice(1) }));
  const lines = linesOf(chunks.map(({ text }) => text).join('') + inputOf(run))
    .map((line) => replaced(line, length, replacement && { by: replacement, also: '' }))
    .filter((line) => isSelected(selectors, line.slice(0, length)))
    .map((line) => prefix + line);
  const width = stamps === 0 ? 0 : 26;
  return {
    end: { code: 0, signal: null, said: '' },
    lines,
    sizes: rotated(
      lines.map((line) => '.'.repeat(width) + line),
      size,
      length,
    ).map((file) => file.length),
  };
};

/** Within the time that the whole suite has; what is left untried then is tried next time. */
const LIMITS = { numRuns: 20, interruptAfterTimeLimit: 25_000 };

test('any input in any chunks with any config is kept as the plain model says', async () => {
  await fc.assert(
    fc.asyncProperty(anyRun, async (run) => {
      expect(shown(await keep(SVLOGD, run), run)).toEqual(modelled(run));
    }),
    LIMITS,
  );
});

test.skipIf(!existsSync(ORIGINAL))("any input in any chunks with any config is kept as by runit's svlogd", async () => {
  await fc.assert(
    fc.asyncProperty(anyRun, async (run) => {
      const [ours, theirs] = await Promise.all([keep(SVLOGD, run), keep(ORIGINAL, run)]);
      expect(shown(ours, run)).toEqual(shown(theirs, run));
    }),
    LIMITS,
  );
});
