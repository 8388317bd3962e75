import { appendFileSync } from 'node:fs';
import { inject } from 'vitest';

/** How a comparison ended: `unexpected` is a failed test. */
export type Outcome = 'agree' | 'unexpected' | { readonly differs: string };

declare module 'vitest' {
  export interface ProvidedContext {
    /** File that every worker appends its outcomes to. */
    conformanceOutcomes: string;
  }
}

/** Notes the outcome of one scenario. A line is written in one piece, so lines of several workers do not mix. */
export const recordOutcome = (name: string, outcome: Outcome): void =>
  appendFileSync(inject('conformanceOutcomes'), `${JSON.stringify({ name, outcome })}\n`);
