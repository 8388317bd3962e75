import { errnoText } from '../../machines/rules/errno-text.ts';
import { inspect } from './inspect.ts';
import { readOptions, USAGE } from './options.ts';

/** Exit codes, as `runstate` has them. */
const WRONG_USAGE = 100;
const FATAL = 111;

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code === undefined || syscall === undefined ? error.message : `unable to ${syscall}: ${errnoText(code)}`;
};

const run = async (): Promise<number> => {
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    process.stderr.write(`usage: ${USAGE}\n`);
    return WRONG_USAGE;
  }
  try {
    return await inspect(options, (text) => void process.stdout.write(`${text}\n`));
  } catch (error) {
    process.stderr.write(`inspect: fatal: ${reasonOf(error)}\n`);
    return FATAL;
  }
};

process.exit(await run());
