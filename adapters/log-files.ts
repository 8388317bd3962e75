import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { FilesFact, FilesInput, FilesOrder } from '../machines/log-ports.ts';
import { LogDirectory } from './log-directory.ts';
import { type FindLogSupplies, guarded } from './log-place.ts';

/** Adapter of the `files` port: a log directory. */
export const createLogFiles = (find: FindLogSupplies): CallbackActorLogic<FilesOrder, FilesInput> =>
  fromCallback<FilesOrder, FilesInput>(({ input, sendBack, receive, system }) => {
    const supplies = find(system);
    const log = new LogDirectory(input, supplies, (fact: FilesFact) => sendBack(fact));
    const obey: Readonly<Record<FilesOrder['type'], () => void>> = {
      'files.open': () => log.open(),
      'files.resume': () => log.resume(),
      'files.write': () => log.write(),
      'files.rotate': () => log.rotate(),
      'files.prune': () => log.prune(),
      'files.close': () => log.close(),
    };
    receive(({ type }) => guarded(supplies, obey[type]));
    return () => guarded(supplies, () => log.abandon(supplies.ending.isOrderly));
  });
