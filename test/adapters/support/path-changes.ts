import { tmpdir } from 'node:os';
import { createPathChanges } from '../../../adapters/path-changes.ts';
import { createPipes } from '../../../adapters/pipes.ts';

/** What gives notice as mounts do, and has none to give: of what other tests mount nothing is to be heard. */
export const UNCHANGING = '/proc/sys/kernel/hostname';

/** Whether of what becomes of temporary directories all is told. */
export const isToldHere = ((): boolean => {
  const pipes = createPipes((cause) => {
    throw cause;
  });
  const end = createPathChanges(pipes, UNCHANGING).watch(tmpdir(), () => {});
  end?.();
  return end !== undefined;
})();
