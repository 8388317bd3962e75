import { takeCommandLine } from '../argv.ts';
import { runRunsvchdir } from '../runsvchdir.ts';

const { argv0, args } = takeCommandLine();
process.exitCode = runRunsvchdir(argv0, args[0]);
