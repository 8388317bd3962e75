import { constants } from 'node:os';
import type { Inherited } from './inherited-note.ts';
import * as libc from './libc.ts';
import { everySignal, NODE_IGNORES, SIG_DFL, SIG_IGN, signalSetOf, signalsIn } from './signal-sets.ts';

const SIG_UNBLOCK = 1;

/** Node, told not to open its debugger, blocks the signal; to runit it is one like any other. */
const heedUsr1 = (): void => {
  libc.setDisposition(constants.signals.SIGUSR1, SIG_DFL);
  libc.threadMask(SIG_UNBLOCK, signalSetOf([constants.signals.SIGUSR1]), null);
};

/**
 * Ignores again what was ignored when the process started, so that children inherit it, and returns the two sets for
 * posix_spawn(3): signals to set back to default, and the mask.
 *
 * @param handled signals that the program handles itself; its children get them at default, as runsv's do.
 */
export const childSignals = (
  inherited: Inherited,
  handled: readonly NodeJS.Signals[],
): { readonly byDefault: Buffer; readonly mask: Buffer } => {
  const own = [...handled, 'SIGCHLD' as const].map((name) => constants.signals[name]);
  const ignored = signalsIn(inherited.ignored).filter((signal) => !own.includes(signal));
  for (const signal of ignored) if (!NODE_IGNORES.includes(signal)) libc.setDisposition(signal, SIG_IGN);
  if (!inherited.isGuest && !ignored.includes(constants.signals.SIGUSR1)) heedUsr1();
  return {
    byDefault: signalSetOf(everySignal().filter((signal) => !ignored.includes(signal))),
    mask: signalSetOf(signalsIn(inherited.blocked).filter((signal) => !own.includes(signal))),
  };
};
