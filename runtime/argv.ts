import { readFileSync } from 'node:fs';
import { fromBytes } from '../adapters/bytes.ts';
import { type Inherited, parseInherited, parseSoftLimits } from '../adapters/inherited-note.ts';
import { ownCommand } from './installation.ts';

/** How the program was called. */
export type CommandLine = {
  /** The path it was found by. A script never learns the bare word that was typed. */
  readonly argv0: string;
  /** Last part of `argv0`: what the program dispatches on. */
  readonly name: string;
  /** What started this program, without the arguments: the launcher, or Node where there was none. */
  readonly launcher: readonly string[];
  /** The arguments, bytes that are not UTF-8 kept (see adapters/bytes.ts). */
  readonly args: readonly string[];
};

/** Node decodes arguments as UTF-8 and loses other bytes; the kernel still has them. */
const rawArguments = (count: number): string[] => {
  const all = readFileSync('/proc/self/cmdline');
  const words: string[] = [];
  for (let at = 0; at < all.length; ) {
    const end = all.indexOf(0, at);
    words.push(fromBytes(all.subarray(at, end)));
    at = end + 1;
  }
  return words.slice(-count);
};

/**
 * Reads the command line and takes the launcher's own variables out of the environment, so that services find it as it
 * was. Call it once, before anything is started.
 */
export const takeCommandLine = (): CommandLine => {
  const args = process.argv.slice(2);
  const { RUNSTATE_ARGV0: launcher } = process.env;
  const argv0 = launcher ?? process.argv[1]!;
  if (process.env.RUNSTATE_NODE_OPTIONS !== undefined) process.env.NODE_OPTIONS = process.env.RUNSTATE_NODE_OPTIONS;
  delete process.env.RUNSTATE_ARGV0;
  delete process.env.RUNSTATE_NODE_OPTIONS;
  return {
    argv0,
    name: argv0.slice(argv0.lastIndexOf('/') + 1),
    launcher: launcher === undefined ? ownCommand() : [launcher],
    args: args.length > 0 && args.some((arg) => arg.includes('\ufffd')) ? rawArguments(args.length) : args,
  };
};

/** Takes the launcher's note of what Node has changed. */
export const takeInherited = (): Inherited => {
  const { RUNSTATE_INHERITED: note, RUNSTATE_ENVIRON: environment, RUNSTATE_LIMITS: limits = '' } = process.env;
  delete process.env.RUNSTATE_INHERITED;
  delete process.env.RUNSTATE_LIMITS;
  delete process.env.RUNSTATE_ENVIRON;
  return {
    ...parseInherited(note),
    softLimits: parseSoftLimits(limits),
    ...(environment !== undefined ? { environment: Buffer.from(environment, 'base64') } : {}),
  };
};
