import type { ConditionLetter } from './sv-command.ts';
import type { ServiceStatus } from './sv-status.ts';
import { tai64Label } from './tai64n.ts';

/** Whether a condition holds: yes, no, or as the service's `check` script says. */
export type Verdict = 'met' | 'unmet' | 'as check says';

const isUp = ({ pid, state }: ServiceStatus): Verdict => (pid !== 0 && state === 'run' ? 'as check says' : 'unmet');

const isDown = ({ pid, state }: ServiceStatus): Verdict => (pid === 0 && state === 'down' ? 'met' : 'unmet');

/** A process that was started no earlier than sv: it is not the one that was to be ended. */
const isNew = ({ pid, want, gotTerm, label }: ServiceStatus, start: bigint): Verdict => {
  if (pid === 0) return want === 'd' ? 'met' : 'unmet';
  return label >= start && !gotTerm ? 'as check says' : 'unmet';
};

const ranOnce = ({ pid, want, label }: ServiceStatus, start: bigint): Verdict =>
  (pid === 0 ? label < start : want !== 'd') ? 'unmet' : 'met';

/**
 * Whether what one letter of a command asks for is so.
 *
 * `C` waits for what is wanted, as runit 2.3.0 does; 2.1.2 was content with any service that is down. `x` is done when
 * nobody answers on `supervise/ok`: as long as there is a status to look at, it is not.
 *
 * @param startedAt Unix second when sv was started.
 */
export const verdict = (letter: ConditionLetter, status: ServiceStatus, startedAt: number): Verdict => {
  switch (letter) {
    case 'u':
      return isUp(status);
    case 'd':
      return isDown(status);
    case 'C':
      return status.want === 'd' ? isDown(status) : isUp(status);
    case 't':
    case 'k':
      return isNew(status, tai64Label(startedAt));
    case 'o':
      return ranOnce(status, tai64Label(startedAt));
    case 'c':
      return status.pid !== 0 && status.paused ? 'unmet' : 'met';
    case 'p':
      return status.pid === 0 || status.paused ? 'met' : 'unmet';
    case 'x':
      return 'unmet';
    default:
      return 'met';
  }
};
