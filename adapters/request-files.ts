import { chmodSync, statSync } from 'node:fs';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { RequestFile, RequestsFact, RequestsOrder } from '../machines/init-ports.ts';

const OWNER_EXECUTE = 0o100;

/** Where each file may lie: Debian's place first, then upstream's, which Void links to `/run/runit`. */
export const REQUEST_PATHS: Readonly<Record<RequestFile, readonly string[]>> = {
  stopit: ['/run/runit.stopit', '/etc/runit/stopit'],
  reboot: ['/run/runit.reboot', '/etc/runit/reboot'],
  ctrlaltdel: ['/etc/runit/ctrlaltdel'],
};

/** Whether a file is there with its owner's execute bit. */
export const isSet = (path: string): boolean => {
  try {
    return (statSync(path).mode & OWNER_EXECUTE) !== 0;
  } catch {
    return false;
  }
};

/** Adapter of the `requests` port: the files in either of their places. */
export const createRequestFiles = (): CallbackActorLogic<RequestsOrder, Record<never, never>> =>
  fromCallback<RequestsOrder, Record<never, never>>(({ receive, sendBack }) => {
    receive((order) => {
      if (order.type === 'requests.look') {
        const { file } = order;
        const fact: RequestsFact = { type: 'requests.seen', file, isSet: REQUEST_PATHS[file].some(isSet) };
        return sendBack(fact);
      }
      for (const path of REQUEST_PATHS.stopit.filter(isSet)) {
        try {
          chmodSync(path, 0);
        } catch {
          // A file system that has become read-only: the request is carried out all the same.
        }
      }
    });
  });
