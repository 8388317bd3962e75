import { withStderrUntouched } from '../../adapters/untouched-stderr.ts';
import { takeCommandLine } from '../argv.ts';

void withStderrUntouched(() => import('../utmpset.ts')).then(({ runUtmpset }) => {
  process.exitCode = runUtmpset(takeCommandLine());
});
