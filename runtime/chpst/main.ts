import { fromBytes, toBytes } from '../../adapters/bytes.ts';
import { writeText } from '../../adapters/standard-output.ts';
import { withStderrUntouched } from '../../adapters/untouched-stderr.ts';
import { readCommand } from '../../machines/rules/chpst/aliases.ts';
import type { Problem } from '../../machines/rules/chpst/request.ts';
import { usageText } from '../../machines/rules/chpst/usage.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { type CommandLine, takeInherited } from '../argv.ts';

const USAGE_CODE = 100;
const FATAL_CODE = 111;

const explain = (name: string, found: Problem): string => {
  if (found.problem === 'usage') return '';
  if (found.problem === 'version') return `runstate ${packageFile.version}\n`;
  // Options are bytes to runit, also where a character has several.
  const option = fromBytes(toBytes(found.option).subarray(0, 1));
  return `${name}: ${found.problem === 'illegal' ? 'illegal option' : 'option requires an argument'} -- ${option}\n`;
};

/** Runs chpst, or the program that its name says. Returns only where it becomes no other: the exit code. */
export const chpst = async ({ name, args }: CommandLine): Promise<number> => {
  const command = readCommand(name, args);
  if ('problem' in command) {
    writeText(2, explain(name, command));
    writeText(2, usageText(name, command.problem === 'usage' ? command.of : undefined));
    return USAGE_CODE;
  }
  try {
    const { run } = await withStderrUntouched(() => import('./run.ts'));
    return run(command, takeInherited());
  } catch (cause) {
    writeText(2, `chpst: fatal: unable to call the system: ${(cause as Error).message.split('\n', 1)[0]}\n`);
    return FATAL_CODE;
  }
};
