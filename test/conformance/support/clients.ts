import { PLAIN_ENVIRONMENT } from './program.ts';
import type { Sandbox } from './sandbox.ts';
import { runToEnd, type Said } from './startup.ts';

/** Runs the subject's sv on the sandbox's services; pids and seconds are taken out of what it says. */
export const sv = async (box: Sandbox, ...args: readonly string[]): Promise<Said> => {
  const said = await runToEnd(box, 'sv', args, { env: { ...PLAIN_ENVIRONMENT, SVDIR: box.directory } });
  return {
    ...said,
    stdout: said.stdout.replace(/\(pid \d+\) \d+s/g, '(pid PID) SECONDSs').replace(/: \d+s/g, ': SECONDSs'),
  };
};
