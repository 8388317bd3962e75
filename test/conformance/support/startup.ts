import type { Scenario } from './compare.ts';
import type { Ending } from './program.ts';
import type { Sandbox } from './sandbox.ts';

/** What a program said and how it ended. */
export type Said = Ending & { readonly stdout: string; readonly stderr: string };

/** Runs a program of the subject to its end. Its own name may be in a message: the path of it is taken out. */
export const runToEnd = async (
  box: Sandbox,
  program: 'runsv' | 'runsvdir' | 'sv' | 'svlogd' | 'chpst',
  args: readonly string[],
  options: Parameters<Sandbox['start']>[2] = {},
): Promise<Said> => {
  const file = box.subject[program];
  const started = box.start(file, args, options);
  const ending = await started.ended();
  const plain = (text: string): string => text.replaceAll(file, program).replaceAll(box.directory, 'SANDBOX');
  return { ...ending, stdout: plain(started.stdout()), stderr: plain(started.stderr()) };
};

/** A start that fails: the last words and the exit code. */
export const refusal =
  (args: readonly string[], prepare: (box: Sandbox) => void | Promise<void> = () => {}): Scenario<Said> =>
  async (box) => {
    await prepare(box);
    return runToEnd(box, 'runsv', args);
  };
