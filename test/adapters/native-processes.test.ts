import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { NOTHING_INHERITED } from '../../adapters/inherited-note.ts';
import { createNativeProcesses } from '../../adapters/native-processes.ts';
import { createSpawn } from '../../adapters/spawn.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';
import { honoursNative } from './support/native-contract.ts';
import { directoryAt, honoursProcesses } from './support/processes-contract.ts';

const processes = honoursProcesses((fault) => createNativeProcesses(createSpawn(NOTHING_INHERITED, []), fault));

honoursNative(processes, createSpawn);

/** Kills a child, and holds everything up until it has ended and waits to be reaped. */
const endNow = (pid: number): void => {
  process.kill(pid, 'SIGKILL');
  while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1')));
};

it('tells of ends in the order in which it hears of them, whoever ends meanwhile', async () => {
  const cwd = directoryAt(temporary());
  const told: number[] = [];
  const wasTelling: boolean[] = [];
  const spec = { file: '/bin/sleep', argv: ['sleep', '1000'], cwd, session: false };
  const pids: number[] = [];
  const failed = (code: string): void => expect.fail(code);
  const exited = (index: number) => (): void => {
    told.push(index);
    wasTelling.push(processes.isTelling);
    // The kernel names the older one first.
    if (index < 5) endNow(pids[index + 1]!);
  };
  for (let index = 0; index < 7; index++)
    processes.start(spec, { started: (pid) => void pids.push(pid), failed, exited: exited(index) });
  endNow(pids[0]!);
  endNow(pids[6]!);
  await until('all are told', () => told.length === 7);
  expect(told).toEqual([0, 6, 1, 2, 3, 4, 5]);
  // The successor of this program could not hear of the seventh any more when it has been reaped with the first.
  expect([wasTelling[0], processes.isTelling]).toEqual([true, false]);
});
