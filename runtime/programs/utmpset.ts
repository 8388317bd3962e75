import { takeCommandLine } from '../argv.ts';
import { runUtmpset } from '../utmpset.ts';

process.exitCode = runUtmpset(takeCommandLine());
