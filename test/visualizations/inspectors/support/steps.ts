import type { ServiceStatus, Step } from '../../../../runtime/watch/messages.ts';

let last = 0;

/** The next step of an actor, as the event stream tells it. */
export const step = (
  kind: Step['kind'],
  actor: string,
  machine: string,
  to: Step['to'],
  more: Partial<Step> = {},
): Step => ({
  ...{ seq: ++last, at: 5, kind, actor, machine, to, cause: '', facts: {} },
  event: { type: 'any' },
  ...more,
});

export const status = (actor: string, more: Partial<ServiceStatus> = {}): ServiceStatus => {
  const [name, role] = actor.split('/') as [string, 'main' | 'log'];
  return {
    ...{ actor, name, role, state: 'down', value: 'down', want: 'down', paused: false, gotTerm: false, pid: null },
    ...{ since: 0, restarts: 0, lastExit: null, hosted: false, log: null, ...more },
  };
};
