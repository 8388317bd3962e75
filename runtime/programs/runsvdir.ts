import { writeSync } from 'node:fs';
import { toBytes } from '../../adapters/bytes.ts';
import { takeCommandLine, takeInherited } from '../argv.ts';
import { runRunsvdir } from '../runsvdir.ts';
import { isProbed } from '../upgrade/probed.ts';

const called = takeCommandLine();
const { argv0, args } = called;
const [first = ''] = args;
// Only the first argument may be an option, and only its second character counts.
const isOption = first.startsWith('-P') || first.startsWith('--');
const [directory, log] = isOption ? args.slice(1) : args;
const run = async (): Promise<number> => {
  if (directory !== undefined)
    return runRunsvdir({ directory, session: first.startsWith('-P'), log }, takeInherited(), called);
  if (isProbed) return (await import('../upgrade/be-probed.ts')).beProbed(takeInherited());
  writeSync(2, toBytes(`usage: ${argv0} [-P] dir\n\n`));
  return 1;
};
void run().then((code) => process.exit(code));
