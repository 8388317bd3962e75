import { writeSync } from 'node:fs';
import { toBytes } from '../../adapters/bytes.ts';
import { packageHome, takeCommandLine, takeInherited } from '../argv.ts';
import { runCommand } from '../commands.ts';
import { demoCommand } from '../demo/command.ts';
import { initCommand } from '../init/command.ts';

const { args } = takeCommandLine();
const surroundings = {
  home: packageHome(),
  inherited: takeInherited,
  complain: (reason: string): void => void writeSync(2, toBytes(`runstate: fatal: ${reason}\n`)),
};
void runCommand({ demo: demoCommand, init: initCommand }, args, surroundings).then((code) => process.exit(code));
