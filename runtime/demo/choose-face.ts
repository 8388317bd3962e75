import { isatty } from 'node:tty';
import type { Face } from './face.ts';
import type { Whereabouts } from './hints.ts';
import { createLinesFace } from './lines-face.ts';
import { createScreenFace } from './screen-face.ts';

/** What a face tells the demo. */
export type FaceEvents = {
  /** There is something new to draw. */
  heard(): void;
  /** Nobody reads the output any more. */
  unheard(): void;
};

/**
 * The live table on a terminal, plain lines elsewhere: in a pipe, on a terminal that cannot move its cursor, and where
 * koffi is missing, without which services cannot be kept from printing into the table.
 */
export const createFace = async (whereabouts: Whereabouts, { heard, unheard }: FaceEvents): Promise<Face> => {
  const lines = createLinesFace(whereabouts, unheard);
  if (!isatty(1) || process.env.TERM === 'dumb' || process.env.RUNSTATE_SYSTEM === 'portable') return lines;
  try {
    const { takeTerminal } = await import('../../adapters/terminal-takeover.ts');
    return createScreenFace(takeTerminal, whereabouts, heard);
  } catch {
    // loadSystem tells of a koffi that cannot be loaded.
    return lines;
  }
};
