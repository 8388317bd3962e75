import { takeCommandLine } from '../argv.ts';
import { sv } from '../sv/main.ts';

sv(takeCommandLine()).then((code) => process.exit(code));
