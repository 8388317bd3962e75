import { takeCommandLine } from '../argv.ts';
import { chpst } from '../chpst/main.ts';

chpst(takeCommandLine()).then((code) => process.exit(code));
