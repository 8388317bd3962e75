import { writeSync } from 'node:fs';
import { toBytes } from '../../adapters/bytes.ts';
import { takeCommandLine, takeInherited } from '../argv.ts';
import { runRunsv } from '../runsv.ts';

const { argv0, args } = takeCommandLine();
if (args.length !== 1) {
  writeSync(2, toBytes(`usage: ${argv0} dir\n\n`));
  process.exitCode = 1;
} else {
  void runRunsv(args[0]!, takeInherited()).then((code) => process.exit(code));
}
