import type { Inherited } from '../../adapters/inherited-note.ts';
import { endNow } from '../../adapters/own-process.ts';
import { writeText } from '../../adapters/standard-output.ts';
import type { Request } from '../../machines/rules/chpst/request.ts';
import { Fatal } from '../fatal.ts';
import { applyRequest } from './apply.ts';

const FATAL_CODE = 111;

/** Becomes the program of a request, or ends: with descriptors exchanged under Node there is no other way out. */
export const run = (request: Request, inherited: Inherited): never => {
  try {
    applyRequest(request, inherited);
  } catch (cause) {
    if (request.silent) return endNow(0);
    const text = cause instanceof Fatal ? cause.message : `unexpected fault: ${(cause as Error).message}`;
    writeText(2, `chpst: fatal: ${text}\n`);
  }
  return endNow(FATAL_CODE);
};
