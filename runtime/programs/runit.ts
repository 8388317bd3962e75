import { writeSync } from 'node:fs';
import { takeCommandLine, takeInherited } from '../argv.ts';
import { takeEarlySignals } from '../early-signals.ts';
import { runRunit } from '../runit.ts';

const { argv0 } = takeCommandLine();
if (process.pid !== 1) {
  writeSync(2, '- runit: fatal: must be run as process no 1.\n');
  process.exitCode = 111;
} else {
  void runRunit(argv0, takeInherited(), takeEarlySignals()).then((code) => process.exit(code));
}
