import { writeSync } from 'node:fs';
import { toBytes } from '../../adapters/bytes.ts';
import { takeCommandLine, takeInherited } from '../argv.ts';
import { runRunsvdir } from '../runsvdir.ts';

const { argv0, args } = takeCommandLine();
const [first = ''] = args;
// Only the first argument may be an option, and only its second character counts.
const isOption = first.startsWith('-P') || first.startsWith('--');
const [directory, log] = isOption ? args.slice(1) : args;
if (directory === undefined) {
  writeSync(2, toBytes(`usage: ${argv0} [-P] dir\n\n`));
  process.exitCode = 1;
} else {
  void runRunsvdir({ directory, session: first.startsWith('-P'), log }, takeInherited()).then((code) =>
    process.exit(code),
  );
}
