import { writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { toBytes } from '../../adapters/bytes.ts';
import { takeCommandLine, takeInherited } from '../argv.ts';
import { runCommand } from '../commands.ts';
import { demoCommand } from '../demo/command.ts';

const { args } = takeCommandLine();
const surroundings = {
  // The bundle is dist/lib/runstate.cjs.
  home: dirname(dirname(dirname(process.argv[1]!))),
  inherited: takeInherited,
  complain: (reason: string): void => void writeSync(2, toBytes(`runstate: fatal: ${reason}\n`)),
};
void runCommand({ demo: demoCommand }, args, surroundings).then((code) => process.exit(code));
