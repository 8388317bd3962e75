import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createPipes } from '../../adapters/pipes.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const faults: unknown[] = [];
const pipes = createPipes((cause) => faults.push(cause));

/** A FIFO: its reading end, a writing end, and a file beside it. */
const fifo = () => {
  const root = temporary();
  const path = join(root, 'fifo');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY);
  const file = openSync(join(root, 'file'), constants.O_RDWR | constants.O_CREAT);
  onTestFinished(() => {
    closeSync(reader);
    closeSync(file);
  });
  return { reader, writer, file, text: () => readFileSync(join(root, 'file'), 'latin1') };
};

it('moves what a pipe holds to a place in a file, and tells of an empty and an ended one', () => {
  const { reader, writer, file, text } = fifo();
  expect(pipes.splice(reader, file, 4, 100)).toBe('EAGAIN');
  writeSync(writer, 'abc\n');
  expect(pipes.splice(reader, file, 4, 100)).toBe(4);
  writeSync(writer, '1234567890');
  expect(pipes.splice(reader, file, 8, 3)).toBe(3);
  expect(text()).toBe('\0\0\0\0abc\n123');
  closeSync(writer);
  expect(pipes.splice(reader, file, 11, 100)).toBe(7);
  expect(pipes.splice(reader, file, 18, 100)).toBe(0);
});

it('tells of a pipe that can be read, once for each time that it is asked', async () => {
  const { reader, writer, file } = fifo();
  let told = 0;
  const watch = pipes.watch(reader, () => told++);
  writeSync(writer, 'a');
  watch.arm();
  await until('it is told', () => told === 1);
  // Not armed: what comes now is told when it is asked for.
  writeSync(writer, 'b');
  const other = fifo();
  const otherWatch = pipes.watch(other.reader, () => told++);
  writeSync(other.writer, 'x');
  otherWatch.arm();
  await until('the other one is told', () => told === 2);
  pipes.splice(reader, file, 0, 10);
  watch.arm();
  closeSync(writer);
  await until('the end is told', () => told === 3);
  watch.close();
  otherWatch.close();
  expect(faults).toEqual([]);
});

it('tells nothing of a watch that was closed, though its descriptor is used again', async () => {
  const first = fifo();
  let told = 0;
  const closed = pipes.watch(first.reader, () => told++);
  closed.arm();
  writeSync(first.writer, 'a');
  closed.close();
  const second = fifo();
  let heard = 0;
  const open = pipes.watch(second.reader, () => heard++);
  writeSync(second.writer, 'b');
  open.arm();
  await until('the open one is told', () => heard === 1);
  expect(told).toBe(0);
  open.close();
});

it('lets a pipe hold more', () => {
  const { reader, writer } = fifo();
  pipes.enlarge(reader);
  expect(writeSync(writer, Buffer.alloc(262_144))).toBe(262_144);
});

it('has a pipe that has ended', () => {
  const { file } = fifo();
  const fd = pipes.ended();
  onTestFinished(() => closeSync(fd));
  expect(pipes.splice(fd, file, 0, 10)).toBe(0);
});

it('does not keep a program from its exit', () => {
  const source = `
    import { createPipes } from '${resolve(import.meta.dirname, '../../adapters/pipes.ts')}';
    const pipes = createPipes(() => {});
    pipes.watch(pipes.ended(), () => process.exit(7)).arm();`;
  const run = (): void => void execFileSync(process.execPath, ['--input-type=module', '-e', source], { timeout: 5000 });
  expect(run).toThrow(expect.objectContaining({ status: 7 }));
});
