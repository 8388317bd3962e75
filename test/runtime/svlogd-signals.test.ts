import { closeSync, writeSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { waiting } from '../conformance/support/fifo.ts';
import { until } from '../support/until.ts';
import { fifo, isOpen, keptFiles, logRoot, type Running, startSvlogd } from './support/svlogd.ts';

/** What a pipe holds, less what is written at once. */
const ROOM = 40_000;

/** Writes numbered lines to a FIFO, and has a svlogd read it. */
class Story {
  readonly #root: string;
  readonly #fifo: ReturnType<typeof fifo>;
  #running: Running | undefined;
  #said = '';
  #next = 0;
  /** Of the line that has been begun. */
  #rest = '';

  constructor(config: string) {
    this.#root = logRoot(config);
    this.#fifo = fifo(this.#root);
  }

  async start(): Promise<void> {
    const stdin = this.#fifo.openReader();
    this.#running = startSvlogd(this.#root, { stdin, options: ['-v', '-l', '20', '-b', '64'] });
    closeSync(stdin);
    await isOpen(this.#running);
  }

  /** Writes so many bytes of lines, or as many more as the last line needs. */
  async write(count: number, { whole = false } = {}): Promise<void> {
    await until('there is room in the pipe', () => waiting(this.#fifo.writer) < ROOM);
    let text = this.#rest;
    while (text.length < count) text += `number ${this.#next++}\n`;
    const end = whole ? text.length : count;
    this.#rest = text.slice(end);
    writeSync(this.#fifo.writer, text.slice(0, end));
  }

  signal(signal: 'SIGHUP' | 'SIGALRM'): void {
    this.#running!.child.kill(signal);
  }

  async drained(): Promise<void> {
    await until('all is read', () => waiting(this.#fifo.writer) === 0);
  }

  /** TERM while it is written on, and another svlogd on the same FIFO. */
  async restart(count: number): Promise<void> {
    this.#running!.child.kill('SIGTERM');
    // What has been begun comes to its end: otherwise svlogd would have to end it.
    await this.write(count, { whole: true });
    await this.#end();
    await this.start();
  }

  async finish(): Promise<void> {
    await this.write(0, { whole: true });
    this.#fifo.end();
    await this.#end();
  }

  async #end(): Promise<void> {
    const { child, said: seen, ended } = this.#running!;
    await until(`it ends; it has said ${seen()}`, () => child.exitCode !== null || child.signalCode !== null, 20_000);
    const { code, signal, said } = await ended;
    expect({ code, signal }, said).toEqual({ code: 0, signal: null });
    this.#said += said;
  }

  get complaints(): string[] {
    return this.#said.split('\n').filter((line) => line !== '' && !line.startsWith('svlogd: info: '));
  }

  get files(): string[] {
    return keptFiles(this.#root);
  }

  get lines(): string {
    return Array.from({ length: this.#next }, (_, number) => `number ${number}\n`).join('');
  }
}

type Step = (story: Story) => Promise<void> | void;
const anyCount = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 1500 }));
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: anyCount.map<Step>((count) => (story) => story.write(count)) },
  { weight: 2, arbitrary: fc.constant<Step>((story) => story.signal('SIGHUP')) },
  { weight: 2, arbitrary: fc.constant<Step>((story) => story.signal('SIGALRM')) },
  { weight: 1, arbitrary: anyCount.map<Step>((count) => (story) => story.restart(count)) },
  { weight: 1, arbitrary: fc.constant<Step>((story) => story.drained()) },
);
const anySteps = fc.array(anyStep, { minLength: 5, maxLength: 20 });
const anyConfig = fc.record({
  size: fc.constantFrom(0, 300, 2000, 10_000),
  processor: fc.constantFrom('', '', '!cat\n'),
});

test('with HUP, ALRM and TERM at any time every line is kept once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(anySteps, anyConfig, async (steps, { size, processor }) => {
      const story = new Story(`s${size}\nn0\n${processor}`);
      await story.start();
      for (const step of steps) await step(story);
      await story.finish();
      expect(story.files.join('')).toBe(story.lines);
      expect(story.complaints).toEqual([]);
      if (size > 0) expect(Math.max(...story.files.map((file) => file.length))).toBeLessThanOrEqual(size);
    }),
    { numRuns: 15, interruptAfterTimeLimit: 25_000 },
  );
});
