import { fromBytes } from '../../adapters/bytes.ts';
import { writeText } from '../../adapters/standard-output.ts';
import { errnoText } from '../../machines/rules/errno-text.ts';

/** Why the program cannot be run, in runit's words. */
export class Fatal extends Error {}

/** Runs a step; a failure is told in these words, and by the error's. */
export const attempt = <T>(words: string, step: () => T): T => {
  try {
    return step();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    throw new Fatal(`${words}: ${errnoText(code)}`, { cause });
  }
};

/** Tells a warning. */
export const warn = (text: string): void => writeText(2, `chpst: warning: ${text}\n`);

/** Bytes as one character each, and back to text that can be shown or named. */
export const shown = (bytes: string): string => fromBytes(Buffer.from(bytes, 'latin1'));
