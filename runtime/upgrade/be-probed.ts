import { writeSync } from 'node:fs';
import { toBytes } from '../../adapters/bytes.ts';
import type { Inherited } from '../../adapters/inherited-note.ts';
import { withStderrUntouched } from '../../adapters/untouched-stderr.ts';
import { createReport } from '../diagnostics.ts';
import { ownCommand, packageVersion } from '../installation.ts';
import { FORM } from './note.ts';
import type { Answer } from './probe.ts';

/** The parts of this program that are loaded only when they are wanted. */
const loadAll = async (): Promise<void> => {
  await import('../../adapters/stderr-pipe.ts');
  await import('../../adapters/handover.ts');
  await import('../watch/open-socket.ts');
  await import('../ui/beside.ts');
};

/** A child is started and its end heard of: what everything else here rests on. */
const startOne = async (inherited: Inherited): Promise<void> => {
  const { createNativeSystem } = await import('../../adapters/native-system.ts');
  const { openDirectory } = await import('../../adapters/directory.ts');
  const stays = setInterval(() => {}, 60_000);
  await new Promise<void>((settle, reject) => {
    const system = createNativeSystem(inherited, [], reject);
    system.processes.start(
      { file: '/bin/sh', argv: ['sh', '-c', ':'], cwd: openDirectory('/').fd, session: false },
      {
        started() {},
        failed: (code) => reject(new Error(`unable to start /bin/sh: ${code}`)),
        exited: ({ code }) => (code === 0 ? settle() : reject(new Error(`/bin/sh: exit code ${code}`))),
      },
    );
  });
  clearInterval(stays);
};

/**
 * What a runsvdir does that is asked whether it could take the place of another one: loads all that it is going to need,
 * supervises nothing, and says how it is to be started.
 *
 * @returns the exit code.
 */
export const beProbed = async (inherited: Inherited): Promise<number> => {
  try {
    await createReport(process.env.RUNSTATE_LOG);
    await withStderrUntouched(loadAll);
    await withStderrUntouched(() => startOne(inherited));
  } catch (error) {
    writeSync(2, toBytes(`${error instanceof Error ? error.message : error}\n`));
    return 111;
  }
  const answer: Answer = { runstate: packageVersion(), form: FORM, command: ownCommand() };
  writeSync(1, `${JSON.stringify(answer)}\n`);
  return 0;
};
