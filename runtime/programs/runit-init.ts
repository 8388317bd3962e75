import { takeCommandLine } from '../argv.ts';
import { runRunitInit } from '../runit-init.ts';

const { argv0, args } = takeCommandLine();
process.exitCode = runRunitInit(argv0, args[0]);
