import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { stampText } from '../../machines/rules/svlog/stamp.ts';
import { anyChunks, anyInput, anySelectors, chunksOf } from '../support/log-arbitraries.ts';
import { bytesOf, isSelected, linesOf, type PlainSelector, rotated } from '../support/log-model.ts';
import { canMount, tinyFileSystem } from '../support/mounts.ts';
import { temporary } from '../support/temporary.ts';
import { openRig, WriterRig } from './support/writer-rig.ts';

/** Lines as they are to be in the files: the moment of a chunk is its number. */
const stamped = (chunks: readonly string[], stamp: 0 | 1 | 2 | 3, prefix: string): string[] => {
  const origins = chunks.flatMap((chunk, number) => Array.from(chunk, () => number));
  let at = 0;
  return linesOf(chunks.join('')).map((line) => {
    const lead = stampText(stamp, origins[at]!) + prefix;
    at += line.length + 1;
    return lead + line;
  });
};

describe('files by size', () => {
  const anyRun = fc.record({
    chunks: fc.tuple(anyInput, anyChunks(64)).map(([input, sizes]) => chunksOf(input, sizes)),
    size: fc.integer({ min: 0, max: 120 }),
    length: fc.integer({ min: 1, max: 40 }),
    stamp: fc.constantFrom<0 | 1 | 2 | 3>(0, 1, 2, 3),
    prefix: fc.constantFrom('', 'P: '),
    selectors: fc.oneof(fc.constant<PlainSelector[]>([]), anySelectors),
  });

  test('are those of C svlogd byte by byte, for any size, length and chunks', () => {
    const root = temporary();
    fc.assert(
      fc.property(anyRun, ({ chunks, size, length, stamp, prefix, selectors }) => {
        const directory = mkdtempSync(join(root, 'd'));
        const compiled = selectors.map(({ selects, pattern }) => ({ selects, pattern: bytesOf(pattern) }));
        const rig = new WriterRig(directory, { size, prefix: bytesOf(prefix), selectors: compiled }, { length, stamp });
        rig.feed(chunks);
        rig.close();
        const raw = linesOf(chunks.join(''));
        const lines = stamped(chunks, stamp, prefix).filter((_, index) =>
          isSelected(selectors, raw[index]!.slice(0, length)),
        );
        const { files } = rig;
        expect(files).toEqual(rotated(lines, size, length));
        // Said again without the model.
        expect(files.join('')).toBe(lines.map((line) => `${line}\n`).join(''));
        if (size > 0) expect(Math.max(...files.map((file) => file.length))).toBeLessThanOrEqual(size);
        rmSync(directory, { recursive: true });
      }),
      { numRuns: 300 },
    );
  });

  test('count what was there before', () => {
    const rig = openRig(temporary(), { size: 20 }, { length: 5 });
    rig.writer.written = 14;
    rig.feed(['1\n2\n']);
    expect(rig.files).toEqual(['1\n', '2\n']);
  });

  test('of many output buffers', () => {
    const rig = openRig(temporary(), { size: 100_000 }, { length: 10 });
    const chunks = Array.from({ length: 100 }, (_, number) => `${String(number).padStart(4090, '.')}\n`);
    rig.feed(chunks);
    expect(rig.files).toEqual(
      rotated(
        chunks.map((chunk) => chunk.slice(0, -1)),
        100_000,
        10,
      ),
    );
  });
});

describe('a write that is not finished', () => {
  /** A pipe in place of `current`: it takes 64 kB and then refuses. */
  const pipe = () => {
    const path = join(temporary(), 'pipe');
    execFileSync('mkfifo', [path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    onTestFinished(() => closeSync(reader));
    const read = (): string => {
      const bytes = Buffer.alloc(1 << 20);
      return bytes.toString('latin1', 0, readSync(reader, bytes));
    };
    return { path, read };
  };

  test('is gone on with where it stopped', () => {
    const { path, read } = pipe();
    const rig = openRig(temporary(), { size: 0, prefix: bytesOf('x'.repeat(40)) });
    rig.open(path);
    // With the prefixes more than the pipe takes.
    const lines = Array.from({ length: 2000 }, (_, number) => String(number % 10));
    rig.take(lines.map((line) => `${line}\n`).join(''));
    expect(rig.run()).toMatchObject({ error: { code: 'EAGAIN' } });
    const pending = rig.writer.pending;
    expect([rig.writer.written, pending > 0, rig.writer.isDone]).toEqual([65_536, true, false]);
    expect(rig.writer.flush()).toMatchObject({ error: { code: 'EAGAIN' } });
    expect(rig.writer.pending).toBe(pending);
    const first = read();
    expect(rig.run()).toBe('done');
    expect(rig.writer.isDone).toBe(true);
    expect(first + read()).toBe(lines.map((line) => `${'x'.repeat(40)}${line}\n`).join(''));
  });

  test('keeps what waits when the config is read again', () => {
    const { path, read } = pipe();
    const rig = openRig(temporary(), { size: 0, prefix: bytesOf('x'.repeat(40)) });
    rig.open(path);
    rig.take('1\n'.repeat(2000));
    rig.run();
    const first = read();
    const lines = Array.from({ length: 2000 }, () => `${'x'.repeat(40)}1\n`).join('');
    rig.configure({ prefix: bytesOf('y'), size: 0 });
    expect(rig.run()).toBe('done');
    const seen = first + read();
    // Rendered lines stay as they are; none is there twice.
    expect(seen.replaceAll('x'.repeat(40), '').replaceAll('y', '')).toBe('1\n'.repeat(2000));
    expect(lines.startsWith(first)).toBe(true);
  });

  test.skipIf(!canMount)('on a full disk: what fits is there, the rest follows when there is room', () => {
    const { path: disk } = tinyFileSystem()!;
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(40_960));
    const rig = openRig(disk, { size: 0 });
    const chunk = `${'0123456789abcde\n'.repeat(255)}`;
    const taken: string[] = [];
    let stop: unknown = 'done';
    while (stop === 'done') {
      taken.push(chunk);
      rig.take(chunk);
      stop = rig.run();
      if (stop === 'done') rig.batch.release();
    }
    expect(stop).toMatchObject({ error: { code: 'ENOSPC' } });
    const [file] = rig.files;
    expect(file).toBe(taken.join('').slice(0, file!.length));
    expect(file!.length).toBe(rig.writer.written);
    expect(file!.length + rig.writer.pending).toBe(taken.join('').length);
    expect(rig.writer.flush()).toMatchObject({ error: { code: 'ENOSPC' } });
    rmSync(ballast);
    expect(rig.run()).toBe('done');
    expect(readFileSync(join(disk, '0'), 'latin1')).toBe(taken.join(''));
  });

  test('that is refused for good leaves everything where it was', () => {
    const rig = openRig(temporary(), { size: 0 });
    const { fd } = rig.writer;
    rig.writer.fd = openSync('/dev/full', constants.O_WRONLY);
    rig.take('a\nb\n');
    expect(rig.run()).toMatchObject({ error: { code: 'ENOSPC' } });
    expect([rig.writer.pending, rig.writer.written, rig.writer.isDone]).toEqual([4, 0, false]);
    closeSync(rig.writer.fd);
    rig.writer.fd = fd;
    expect(rig.run()).toBe('done');
    expect(rig.files).toEqual(['a\nb\n']);
  });
});
