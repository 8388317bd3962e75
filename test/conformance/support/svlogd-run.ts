import { writeFileSync } from 'node:fs';
import type { Scenario } from './compare.ts';
import { PLAIN_ENVIRONMENT } from './program.ts';
import { type Sandbox, type Tree, text } from './sandbox.ts';
import { type LogView, view } from './svlogd-view.ts';

/** One log directory with a config. */
export const configured = (...lines: readonly string[]): Tree => ({ config: text(`${lines.join('\n')}\n`) });

export type LogRun = {
  /** Options; the directories follow by themselves. */
  readonly options?: readonly string[];
  /** Log directories in the order in which they are named. Left out: one, empty, called `d`. */
  readonly directories?: Readonly<Record<string, Tree>>;
  /** What it reads: a text of Latin-1 characters, each one a byte. */
  readonly input?: string;
  /** All arguments, in place of options and directories. */
  readonly args?: readonly string[];
  /** A command to be put in front of svlogd: it must exec what follows it. */
  readonly through?: readonly string[];
  /** Does something to the directories before the start. */
  readonly prepare?: (box: Sandbox) => void;
};

/** Lines as the input has them. */
export const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

/** `count` lines of the same length, numbered: 10 bytes each with their newline, or as long as is asked. */
export const manyLines = (count: number, length = 10): string =>
  Array.from({ length: count }, (_, index) => `${String(index).padStart(length - 1, '0')}\n`).join('');

export const makeDirectories = (box: Sandbox, directories: Readonly<Record<string, Tree>>): string[] => {
  for (const [name, tree] of Object.entries(directories)) box.make(name, tree);
  return Object.keys(directories);
};

/** Runs svlogd on an input from a pipe until it ends. */
export const log = async (
  box: Sandbox,
  { options = [], directories = { d: {} }, input = '', args, through = [], prepare }: LogRun,
): Promise<LogView> => {
  const names = makeDirectories(box, directories);
  prepare?.(box);
  writeFileSync(box.path('.input'), Buffer.from(input, 'latin1'));
  const program = box.start(box.subject.svlogd, args ?? [...options, ...names], {
    env: PLAIN_ENVIRONMENT,
    through: ['sh', '-c', 'cat .input | "$@"', 'sh', ...through],
  });
  await program.ended();
  return view(box, names, program);
};

/** A scenario that is one such run. */
export const logs =
  (run: LogRun): Scenario<LogView> =>
  (box) =>
    log(box, run);

/** Runs one after the other on the same directories. */
export const logsInTurn =
  (first: LogRun, ...more: readonly LogRun[]): Scenario<LogView[]> =>
  async (box) => {
    const seen = [await log(box, first)];
    const names = Object.keys(first.directories ?? { d: {} });
    for (const run of more)
      seen.push(await log(box, { directories: Object.fromEntries(names.map((name) => [name, {}])), ...run }));
    return seen;
  };
