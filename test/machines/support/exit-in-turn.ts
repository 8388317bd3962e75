import type { SuperviseFact } from '../../../machines/ports.ts';

/** What comes of a `supervise.exit` when the letters have been heard that were written before. */
export const EXIT_IN_TURN = {
  type: 'supervise.control',
  role: 'main',
  order: { type: 'control.exit', by: 'supervisor' },
} as const satisfies SuperviseFact;
