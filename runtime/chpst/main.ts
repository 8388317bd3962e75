import { writeText } from '../../adapters/standard-output.ts';
import { withStderrUntouched } from '../../adapters/untouched-stderr.ts';
import { readCommand } from '../../machines/rules/chpst/aliases.ts';
import { usageText } from '../../machines/rules/chpst/usage.ts';
import { type CommandLine, takeInherited } from '../argv.ts';
import { explainProblem } from '../option-problem.ts';

const USAGE_CODE = 100;
const FATAL_CODE = 111;

/** Runs chpst, or the program that its name says. Returns only where it becomes no other: the exit code. */
export const chpst = async ({ name, args }: CommandLine): Promise<number> => {
  const command = readCommand(name, args);
  if ('problem' in command) {
    writeText(2, explainProblem(name, command));
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
