import { toBytes } from '../../adapters/bytes.ts';
import { writeText } from '../../adapters/standard-output.ts';
import { type SvlogdProblem, svlogdOptions } from '../../machines/rules/svlog/options.ts';
import { takeCommandLine, takeInherited } from '../argv.ts';
import { explainProblem } from '../option-problem.ts';
import { runSvlogd } from '../svlogd/main.ts';

const { argv0, name, args } = takeCommandLine();

const complain = (problem: SvlogdProblem): void => {
  writeText(2, explainProblem(name, problem));
  writeText(2, `usage: ${argv0} [-ttv] [-r c] [-R abc] [-l len] [-b buflen] dir ...\n\n`);
  process.exitCode = 111;
};

const options = svlogdOptions(args, toBytes);
if ('problem' in options) complain(options);
else void runSvlogd(options, takeInherited()).then((code) => process.exit(code));
