import { takeCommandLine } from '../argv.ts';

console.log(takeCommandLine());
