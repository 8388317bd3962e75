import { fromBytes } from '../../adapters/bytes.ts';
import { writeText } from '../../adapters/standard-output.ts';

/** Tells a warning. */
export const warn = (text: string): void => writeText(2, `chpst: warning: ${text}\n`);

/** Bytes as one character each, and back to text that can be shown or named. */
export const shown = (bytes: string): string => fromBytes(Buffer.from(bytes, 'latin1'));
