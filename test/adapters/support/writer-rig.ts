import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createBuffers } from '../../../adapters/log-buffers.ts';
import { Pump } from '../../../adapters/log-pump.ts';
import { LogWriter, type Stop } from '../../../adapters/log-writer.ts';
import { Batch } from '../../../machines/rules/svlog/batch.ts';
import { DEFAULT_CONFIG, type LogConfig } from '../../../machines/rules/svlog/config.ts';
import { bytesOf } from '../../support/log-model.ts';

const CHUNK = 4096;

/** A writer over files of its own in a directory: `0`, `1`, … in the order of rotation. */
export class WriterRig {
  readonly writer: LogWriter;
  readonly batch: Batch;
  readonly #directory: string;
  #count = 0;

  constructor(directory: string, config: Partial<LogConfig>, { length = 1000, stamp = 0 as 0 | 1 | 2 | 3 } = {}) {
    this.#directory = directory;
    this.batch = new Batch({ length, chunk: CHUNK, table: undefined });
    const pump = new Pump(
      this.batch,
      () => 0,
      () => {},
    );
    this.writer = new LogWriter(pump, createBuffers(), stamp);
    this.configure(config);
    this.open(join(directory, '0'));
  }

  configure(config: Partial<LogConfig>): void {
    this.writer.configure({ ...DEFAULT_CONFIG, ...config }, undefined);
  }

  open(path: string): void {
    if (this.writer.fd >= 0) closeSync(this.writer.fd);
    this.writer.fd = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK);
    this.writer.written = 0;
  }

  /** Writes what it can, rotating where that is asked for. */
  run(): Stop {
    for (;;) {
      const stop = this.writer.run();
      if (stop !== 'full') return stop;
      if (this.writer.written > 0) this.open(join(this.#directory, String(++this.#count)));
    }
  }

  take(chunk: string, wall = 0): void {
    this.batch.room.set(bytesOf(chunk));
    this.batch.take(chunk.length, wall);
    this.writer.begin();
  }

  /** Chunks, all of which can be written, and the end of the last line. */
  feed(chunks: readonly string[]): void {
    for (const [number, chunk] of [...chunks, ''].entries()) {
      const bytes = number === chunks.length && this.batch.isTorn ? '\n' : chunk;
      this.take(bytes, number);
      if (this.run() !== 'done') throw new Error('it could not be written');
      this.batch.release();
    }
  }

  close(): void {
    closeSync(this.writer.fd);
    this.writer.fd = -1;
  }

  /** What is in the files, oldest first. */
  get files(): string[] {
    return Array.from({ length: this.#count + 1 }, (_, number) =>
      readFileSync(join(this.#directory, String(number)), 'latin1'),
    );
  }
}

/** A rig whose descriptor is closed when the test ends. */
export const openRig = (...args: ConstructorParameters<typeof WriterRig>): WriterRig => {
  const rig = new WriterRig(...args);
  onTestFinished(() => rig.close());
  return rig;
};
