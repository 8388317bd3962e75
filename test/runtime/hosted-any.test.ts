import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NOTHING_INHERITED } from '../../adapters/inherited-note.ts';
import { createBuffers } from '../../adapters/log-buffers.ts';
import { createNativeSystem } from '../../adapters/native-system.ts';
import type { Diagnostic } from '../../adapters/system.ts';
import { createTurns } from '../../adapters/turns.ts';
import { svlogdOptions } from '../../machines/rules/svlog/options.ts';
import { HostedLogger, type LoggerSupplies } from '../../runtime/svlogd/hosted-logger.ts';
import { createBatch } from '../../runtime/svlogd/logic.ts';
import { anyInput, anyReplacement, anySelectors } from '../support/log-arbitraries.ts';
import { bytesOf, isSelected, linesOf, type PlainSelector, replaced } from '../support/log-model.ts';

const system = createNativeSystem(NOTHING_INHERITED, [], () => {});
const shared = { system, alert: () => {}, turns: createTurns(), buffers: createBuffers() };

type Directory = { readonly size: number; readonly selectors: readonly PlainSelector[]; readonly prefix: string };
/** What happens after a piece of the input: a signal, a fault in the midst of a step, supervision that ends. */
type Turn = 'nothing' | 'SIGKILL' | 'SIGHUP' | 'SIGALRM' | 'SIGTERM' | 'fault' | 'leave';

const anyDirectory: fc.Arbitrary<Directory> = fc.record({
  size: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 120 })),
  selectors: anySelectors,
  prefix: fc.constantFrom('', 'P: '),
});
const anyStep = fc.record({
  text: anyInput,
  turn: fc.constantFrom<Turn>(
    'nothing',
    'nothing',
    'SIGKILL',
    'SIGKILL',
    'SIGHUP',
    'SIGALRM',
    'SIGTERM',
    'fault',
    'leave',
  ),
  /** Turns of the event loop before that. */
  rest: fc.constantFrom(0, 0, 1, 2, 5),
});
const anyRun = fc.record({
  directories: fc.array(anyDirectory, { minLength: 1, maxLength: 2 }),
  steps: fc.array(anyStep, { maxLength: 12 }),
  length: fc.integer({ min: 1, max: 30 }),
  replacement: anyReplacement.filter((one) => one?.by !== '\n' && !one?.also.includes('\n')),
});
type Run = typeof anyRun extends fc.Arbitrary<infer T> ? T : never;

const configOf = ({ size, selectors, prefix }: Directory): string =>
  [
    `s${size}`,
    'n0',
    ...(prefix === '' ? [] : [`p${prefix}`]),
    ...selectors.map(({ selects, pattern }) => `${selects ? '+' : '-'}${pattern}`),
    '',
  ].join('\n');

const optionsOf = ({ directories, length, replacement }: Run) => {
  const words = ['-l', String(length), '-b', String(length + 1)];
  if (replacement) words.push('-r', replacement.by, '-R', replacement.also);
  const options = svlogdOptions([...words, ...directories.map((_, index) => `d${index}`)], bytesOf);
  if ('problem' in options) throw new Error(options.problem);
  return options;
};

/** A logger that is started again whenever it ends, on one pipe. */
class Story {
  readonly #root = mkdtempSync(join(tmpdir(), 'runstate-hosted-'));
  readonly #writer: number;
  readonly #make: (exited: LoggerSupplies['exited']) => HostedLogger;
  readonly diagnostics: Omit<Diagnostic, 'program'>[] = [];
  #logger!: HostedLogger;
  /** Ends with exit code 0: at the end of the input, or told to. */
  #done!: Promise<void>;
  #failsNext = false;
  #generation = 0;

  constructor(run: Run) {
    for (const [index, directory] of run.directories.entries()) {
      mkdirSync(join(this.#root, `d${index}`));
      writeFileSync(join(this.#root, `d${index}/config`), configOf(directory), 'latin1');
    }
    execFileSync('mkfifo', [join(this.#root, 'fifo')]);
    this.#writer = openSync(join(this.#root, 'fifo'), constants.O_RDWR);
    const options = optionsOf(run);
    this.#make = (exited) =>
      HostedLogger.start({
        ...shared,
        options,
        exited,
        report: (diagnostic) => this.diagnostics.push(diagnostic),
        pipes: { ...system.pipes!, splice: (...call) => this.#splice(call) },
        batches: { take: () => createBatch(options), give() {} },
        root: `${this.#root}/`,
        pathOf: (name) => join(this.#root, name),
        openFifo: () => openSync(join(this.#root, 'fifo'), constants.O_RDONLY | constants.O_NONBLOCK),
      });
    this.#start();
  }

  #splice(call: Parameters<NonNullable<typeof system.pipes>['splice']>): number | string {
    const moved = system.pipes!.splice(...call);
    if (this.#failsNext && typeof moved === 'number') {
      this.#failsNext = false;
      throw new Error('a fault of ours');
    }
    return moved;
  }

  /** Starts a logger, and another one at once where it fails: somebody holds the pipe all the time. */
  #start(): void {
    const generation = ++this.#generation;
    const { promise, resolve } = Promise.withResolvers<void>();
    const run = (): void => {
      if (generation !== this.#generation) return;
      this.#logger = this.#make(({ code }) => (code === 0 ? resolve() : run()));
    };
    run();
    this.#done = promise;
  }

  write(text: string): void {
    writeSync(this.#writer, bytesOf(text));
  }

  async turn(turn: Turn): Promise<void> {
    if (turn === 'SIGHUP' || turn === 'SIGALRM') this.#logger.signal(turn);
    if (turn === 'fault') this.#failsNext = true;
    if (turn === 'SIGKILL') this.#logger.signal(turn);
    if (turn === 'leave') this.#logger.leave();
    if (turn === 'SIGTERM') {
      const ended = this.#done.then(() => true);
      // Again and again: one that has just died does not hear it.
      do this.#logger.signal(turn);
      while (!(await Promise.race([ended, pause(1)])));
    }
    if (turn === 'leave' || turn === 'SIGTERM') this.#start();
  }

  /** Ends the input, and waits until a logger has read to its end. */
  async finish(): Promise<void> {
    this.#failsNext = false;
    // Whoever has died is followed by another one, which holds the pipe.
    for (let count = 0; count < 5; count++) await new Promise(setImmediate);
    closeSync(this.#writer);
    await this.#done;
  }

  kept(directory: number): string[] {
    const path = join(this.#root, `d${directory}`);
    const names = readdirSync(path).filter((name) => name.startsWith('@') || name === 'current');
    return names.sort().map((name) => readFileSync(join(path, name), 'latin1'));
  }

  get others(): string[] {
    return readdirSync(this.#root).filter((name) => !/^d\d$/.test(name));
  }

  remove(): void {
    rmSync(this.#root, { recursive: true });
  }
}

const expected = ({ steps, length, replacement }: Run, { selectors, prefix }: Directory): string =>
  linesOf(steps.map(({ text }) => text).join(''))
    .map((line) => replaced(line, length, replacement))
    .filter((line) => isSelected(selectors, line.slice(0, length)))
    .map((line) => `${prefix}${line}\n`)
    .join('');

test('whatever is written and whenever it is killed, each selected line is kept once and in order', {
  timeout: 120_000,
}, async () => {
  const property = fc.asyncProperty(anyRun, async (run) => {
    const story = new Story(run);
    for (const { text, turn, rest } of run.steps) {
      story.write(text);
      for (let count = 0; count < rest; count++) await pause(0);
      await story.turn(turn);
    }
    await story.finish();
    for (const [index, directory] of run.directories.entries()) {
      const kept = story.kept(index);
      expect(kept.join('')).toBe(expected(run, directory));
      if (directory.size > 0)
        expect(Math.max(0, ...kept.map((file) => file.length))).toBeLessThanOrEqual(directory.size);
    }
    expect(story.others).toEqual(['fifo']);
    expect(story.diagnostics.filter(({ message }) => message !== 'fault')).toEqual([]);
    story.remove();
  });
  await fc.assert(property, { numRuns: 200, interruptAfterTimeLimit: 15_000 });
});
