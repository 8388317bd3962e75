import { writeSync } from 'node:fs';
import { isFirst } from '../../adapters/first-process.ts';
import { takeCommandLine, takeInherited } from '../argv.ts';
import { noteEarlySignals } from '../early-signals.ts';

if (!isFirst) {
  writeSync(2, '- runit: fatal: must be run as process no 1.\n');
  process.exitCode = 111;
} else {
  const early = noteEarlySignals(['SIGTERM', 'SIGINT', 'SIGPWR', 'SIGCONT', 'SIGALRM']);
  const { argv0 } = takeCommandLine();
  // Only now: it takes longest, and signals are heard meanwhile.
  void import('../runit.ts')
    .then(({ runRunit }) => runRunit(argv0, takeInherited(), early))
    .then((code) => process.exit(code));
}
