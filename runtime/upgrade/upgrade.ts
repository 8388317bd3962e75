import { createActor, waitFor } from 'xstate';
import { upgradeMachine } from '../../machines/upgrade.ts';
import { createProbe } from './probe.ts';
import { createReplace, type Replaceable } from './replace.ts';

/** What an upgrade needs of the runsvdir that is to be replaced. */
export type Upgradable = Replaceable & {
  /** What it was started by. */
  readonly launcher: readonly string[];
  /** Whether runsvs run inside this program. */
  readonly hosts: boolean;
};

/** Replaces this program by the one that is on disk. @returns why not: where it succeeds, nothing is returned to. */
export const upgrade = async ({ launcher, hosts, ...what }: Upgradable): Promise<string> => {
  const { system } = what;
  if (!system.pipes) return 'koffi cannot be loaded here, and without it there is no way to become another program';
  if (!hosts)
    return 'it starts a runsv program for each service (RUNSTATE_RUNSV): end it by TERM and start it anew instead';
  const machine = upgradeMachine.provide({
    actors: { probe: createProbe(system, launcher), replace: createReplace(what) },
  });
  const actor = createActor(machine).start();
  const { output } = await waitFor(actor, ({ status }) => status !== 'active', { timeout: Number.POSITIVE_INFINITY });
  return output?.reason ?? 'fault';
};
