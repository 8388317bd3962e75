import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { AnyMachineSnapshot } from 'xstate';
import { socketsIn } from '../../../runtime/watch/stale.ts';
import { Watching } from '../../../runtime/watch/watching.ts';
import { temporary } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';

it('makes its socket at once for an actor that has come so far already, whether or not it ever changes again', async () => {
  process.env.RUNSTATE_RUN = join(temporary(), 'run');
  onTestFinished(() => void delete process.env.RUNSTATE_RUN);
  const watching = new Watching({ program: 'runsvdir', directory: '/d', report: () => {} });
  const snapshot = { context: { scanned: true } } as AnyMachineSnapshot;
  watching.openWhen(
    { getSnapshot: () => snapshot, subscribe: () => ({ unsubscribe() {} }) },
    ({ context }) => context.scanned,
  );
  await until('there is a socket', () => socketsIn(process.env.RUNSTATE_RUN!).length === 1);
  watching.close();
  expect(socketsIn(process.env.RUNSTATE_RUN!)).toEqual([]);
});
