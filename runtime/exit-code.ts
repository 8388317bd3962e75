import type { Actor, AnyStateMachine } from 'xstate';
import type { Diagnostic, Report } from '../adapters/system.ts';

/** Exit code of a program whose machine has broken. */
const BROKEN = 111;

/** What the end of a program is told with. */
export type Ending = Pick<Diagnostic, 'program' | 'subject'> & {
  readonly report: Report;
  /** What is left to be done when the machine has come to its end. */
  readonly close?: () => void;
  /** Process 1 of a machine must not exit. */
  readonly mustStay?: boolean;
};

/**
 * The exit code of a program that an actor is: its output's; 111 where its machine breaks, which is reported. Call it
 * before the actor is started.
 */
export const exitCodeOf = (
  actor: Actor<AnyStateMachine>,
  { program, subject, report, close, mustStay = false }: Ending,
): Promise<number> =>
  new Promise((settle) => {
    actor.subscribe({
      complete: () => {
        close?.();
        settle(actor.getSnapshot().output?.exitCode ?? BROKEN);
      },
      error: (cause) => {
        report({ program, subject, level: 'fatal', message: 'fault', cause });
        if (!mustStay) settle(BROKEN);
      },
    });
  });
