import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { waiting } from '../conformance/support/fifo.ts';
import { until } from '../support/until.ts';
import { fifo, isOpen, keptFiles, logRoot, startSvlogd } from './support/svlogd.ts';

/** More than several chunks, every line another. */
const MUCH = Array.from({ length: 60_000 }, (_, number) => `${number} ${'x'.repeat(number % 50)}\n`).join('');

const opened = (path: string): number => {
  const fd = openSync(path, 'r');
  onTestFinished(() => closeSync(fd));
  return fd;
};

describe('standard input that is', () => {
  test('a file is read to its end', async () => {
    const root = logRoot('s0\n');
    writeFileSync(join(root, 'input'), MUCH);
    const { ended } = startSvlogd(root, { stdin: opened(join(root, 'input')) });
    expect(await ended).toEqual({ code: 0, signal: null, said: '' });
    expect(keptFiles(root)).toEqual([MUCH]);
  });

  test('a file is read from where it stands, and stands at its end then', async () => {
    const root = logRoot();
    writeFileSync(join(root, 'input'), 'before\nafter\n');
    const stdin = opened(join(root, 'input'));
    readSync(stdin, Buffer.alloc(7));
    await startSvlogd(root, { stdin }).ended;
    expect(keptFiles(root)).toEqual(['after\n']);
    expect(readSync(stdin, Buffer.alloc(7))).toBe(0);
  });

  test('a pipe is read until its last writer is gone', async () => {
    const root = logRoot('s0\n');
    const { openReader, writer, end } = fifo(root);
    const stdin = openReader();
    const running = startSvlogd(root, { stdin, options: ['-v'] });
    closeSync(stdin);
    await isOpen(running);
    // What a pipe holds at once: the writer is never to be stopped.
    for (let at = 0; at < MUCH.length; at += 60_000) {
      await until('it is read', () => waiting(writer) === 0);
      writeSync(writer, MUCH.slice(at, at + 60_000));
    }
    end();
    expect((await running.ended).code).toBe(0);
    expect(keptFiles(root)).toEqual([MUCH]);
  });

  test('a socket is read until its other end is closed', async () => {
    const root = logRoot('s0\n');
    const { child, ended } = startSvlogd(root);
    child.stdin!.end(MUCH);
    expect((await ended).code).toBe(0);
    expect(keptFiles(root)).toEqual([MUCH]);
  });

  test('nothing ends it', async () => {
    const root = logRoot();
    const { ended } = startSvlogd(root, { stdin: opened('/dev/null') });
    expect([await ended, keptFiles(root)]).toEqual([{ code: 0, signal: null, said: '' }, ['']]);
  });

  test('a directory is told of, and ends it', async () => {
    const root = logRoot();
    const { ended } = startSvlogd(root, { stdin: opened(root) });
    expect(await ended).toEqual({
      code: 0,
      signal: null,
      said: 'svlogd: warning: unable to read standard input: is a directory\n',
    });
  });
});

test('a FIFO whose writer has gone before it is read ends', async () => {
  const root = logRoot();
  const { openReader, writer, end } = fifo(root);
  const stdin = openReader();
  writeSync(writer, 'a\nb');
  end();
  const { ended } = startSvlogd(root, { stdin });
  closeSync(stdin);
  expect([await ended, keptFiles(root)]).toEqual([{ code: 0, signal: null, said: '' }, ['a\nb\n']]);
});

describe('TERM in mid-line', () => {
  const torn = async () => {
    const root = logRoot();
    const { openReader, writer, end } = fifo(root);
    const stdin = openReader();
    onTestFinished(() => closeSync(stdin));
    const running = startSvlogd(root, { stdin, options: ['-v'] });
    await isOpen(running);
    writeSync(writer, 'one\ntw');
    await until('it is logged', () => waiting(writer) === 0 && keptFiles(root).join('') === 'one\n');
    running.child.kill('SIGTERM');
    await until('it hears', () => running.said().includes('sigterm received'));
    return { root, running, writer, end, stdin };
  };

  test('reads to the end of the line, and leaves what comes after it in the pipe', async () => {
    const { root, running, writer, stdin } = await torn();
    writeSync(writer, 'o\nthree\nfo');
    expect((await running.ended).code).toBe(0);
    expect(keptFiles(root)).toEqual(['one\ntwo\n']);
    const rest = Buffer.alloc(100);
    expect(rest.toString('latin1', 0, readSync(stdin, rest))).toBe('three\nfo');
  });

  test('ends the line itself when its end does not come', async () => {
    const { root, running } = await torn();
    expect((await running.ended).code).toBe(0);
    expect(keptFiles(root)).toEqual(['one\ntw\n']);
  });

  test('ends it where the input does', async () => {
    const { root, running, writer, end } = await torn();
    writeSync(writer, 'oo');
    end();
    expect((await running.ended).code).toBe(0);
    expect(keptFiles(root)).toEqual(['one\ntwoo\n']);
  });
});
