import { withStderrUntouched } from '../../adapters/untouched-stderr.ts';
import { takeCommandLine } from '../argv.ts';

void withStderrUntouched(() => import('../rsvlog/main.ts'))
  .then(({ rsvlog }) => rsvlog(takeCommandLine()))
  .then((code) => process.exit(code));
