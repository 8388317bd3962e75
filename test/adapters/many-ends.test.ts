import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { NOTHING_INHERITED } from '../../adapters/inherited-note.ts';
import { createNativeProcesses } from '../../adapters/native-processes.ts';
import { createSpawn } from '../../adapters/spawn.ts';
import { until } from '../support/until.ts';
import { directoryAt } from './support/processes-contract.ts';

const isDead = (pid: number): boolean => /\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));

// A file of its own: who else hears of SIGCHLD in this process would reap these.
it('the ends of many children let the event loop turn between them', async () => {
  const processes = createNativeProcesses(createSpawn(NOTHING_INHERITED, []), (cause) => expect.fail(String(cause)));
  const told: string[] = [];
  const pids: number[] = [];
  const exited = (): void => {
    if (told.push('end') === 1) setImmediate(() => told.push('turn'));
    const end = performance.now() + 5;
    while (performance.now() < end);
  };
  for (let child = 0; child < 3; child++)
    processes.start(
      { file: '/bin/true', argv: ['true'], cwd: directoryAt('/'), session: false },
      { started: (pid) => pids.push(pid), failed: (code) => expect.fail(code), exited },
    );
  // Without a turn, until all are dead.
  const deadline = performance.now() + 60_000;
  while (!pids.every(isDead) && performance.now() < deadline);
  await until('all ends are told', () => told.filter((one) => one === 'end').length === 3);
  expect(told.slice(0, 2)).toEqual(['end', 'turn']);
});
