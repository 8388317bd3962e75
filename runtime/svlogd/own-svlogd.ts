import { fromBytes, toBytes } from '../../adapters/bytes.ts';
import { commandPath, isExecutable } from '../../adapters/command-path.ts';
import { isPassing } from '../../adapters/system.ts';
import { readWarily } from '../../adapters/wary-file.ts';
import { execLine } from '../../machines/rules/svlog/exec-line.ts';
import { type SvlogdOptions, svlogdOptions } from '../../machines/rules/svlog/options.ts';
import { MOST_MARKS } from '../../machines/rules/svlog/spool-record.ts';
import type { OwnLoggers } from '../installation.ts';
import { prepareHosted } from '../rsvlog/hosted.ts';

/** Longer scripts do more than `exec svlogd`. */
const LONGEST_SCRIPT = 4096;

/** Longer lines want memory that only a process of its own can be refused. */
const LONGEST_LINE = 65_536;

/** The arguments of svlogd in a script that does nothing but become it. */
const argumentsIn = (root: string, own: OwnLoggers): readonly string[] | undefined => {
  const script = readWarily(`${root}run`, LONGEST_SCRIPT, true).bytes.toString('latin1');
  const [command, ...args] = execLine(script) ?? [];
  if (command === undefined) return undefined;
  const program = commandPath(command, root, process.env.PATH ?? '');
  if (program === undefined || !own(program, 'svlogd')) return undefined;
  return args.map((word) => fromBytes(Buffer.from(word, 'latin1')));
};

/** Whether the system refused to let us look, as it may not the next time. */
const isRefusal = (error: unknown): boolean => error instanceof Error && 'syscall' in error && isPassing(error);

/**
 * The options of a log service's `run` where it does nothing but become our own svlogd; undefined: it is another
 * program, or cannot be told from one. What our rsvlog does before is done here. Throws what the system refuses for a
 * moment: taken for another program, it would log what comes now before what is in the spool.
 *
 * @param root prefix of paths in the directory that `run` is in.
 */
export const ownSvlogdOptions = (root: string, own: OwnLoggers): SvlogdOptions | undefined => {
  try {
    if (!isExecutable(`${root}run`)) return undefined;
    const isRsvlog = own(`${root}run`, 'rsvlog');
    const words = isRsvlog ? prepareHosted(root) : argumentsIn(root, own);
    if (!words) return undefined;
    const options = svlogdOptions(words, toBytes);
    if ('problem' in options || options.length > LONGEST_LINE) return undefined;
    return options.directories.length > MOST_MARKS ? undefined : options;
  } catch (error) {
    if (isRefusal(error)) throw error;
    // Whatever else keeps it from being read, starting it will tell.
    return undefined;
  }
};
