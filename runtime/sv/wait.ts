import { writeText } from '../../adapters/standard-output.ts';
import type { SvCommand } from '../../machines/rules/sv-command.ts';
import { verdict } from '../../machines/rules/sv-done.ts';
import type { ServiceStatus } from '../../machines/rules/sv-status.ts';
import { checkAgrees } from './check-script.ts';
import { describe } from './line.ts';
import { cannotServe, isTrouble, look, type Service, send } from './service.ts';
import { currentSecond, report, type Session } from './session.ts';

type Control = Extract<SvCommand, { type: 'control' }>;

/** Milliseconds between two looks. */
const TICK = 420;

const nextTick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, TICK));

/** Whether all that the command asks for is so. The check script is run for every letter that needs it. */
const isDone = async (
  session: Session,
  command: Control,
  service: Service,
  status: ServiceStatus,
): Promise<boolean> => {
  for (const letter of command.conditions) {
    const now = verdict(letter, status, session.startedAt);
    if (now === 'unmet') return false;
    if (now === 'as check says' && !(await checkAgrees(service))) return false;
  }
  return true;
};

const giveUp = (session: Session, command: Control, service: Service, status: ServiceStatus): void => {
  session.failures += 1;
  writeText(1, `${command.kills ? 'kill' : 'timeout'}: ${describe(service, status, session.now)}\n`);
  if (!command.kills) return;
  const trouble = send(service, 'k', command.letters === 'x');
  if (trouble) report(session, trouble);
};

/** One look at one service; `timeout` as well as `undecided` asks for one more tick. */
const turn = async (
  session: Session,
  command: Control,
  service: Service,
  late: boolean,
): Promise<'decided' | 'timeout' | 'undecided'> => {
  const found = cannotServe(service) ?? look(service, command.letters === 'x');
  if (isTrouble(found)) {
    report(session, found);
    return 'decided';
  }
  if (await isDone(session, command, service, found)) {
    writeText(1, `ok: ${describe(service, found, session.now)}\n`);
    return 'decided';
  }
  if (!late) return 'undecided';
  giveUp(session, command, service, found);
  return 'timeout';
};

/**
 * Looks at services until each is done or its time is over, and says so.
 *
 * Elapsed time is monotonic, so a clock that is set never ends the waiting.
 *
 * @param seconds how long a service has; the first look that comes later gives it up.
 */
export const waitFor = async (
  session: Session,
  command: Control,
  services: readonly Service[],
  seconds: number,
): Promise<void> => {
  const started = performance.now();
  let waiting = services;
  let elapsed = 0;
  for (let again = true; again; ) {
    const undecided: Service[] = [];
    again = false;
    for (const service of waiting) {
      const outcome = await turn(session, command, service, elapsed > seconds);
      if (outcome === 'undecided') undecided.push(service);
      again ||= outcome !== 'decided';
    }
    waiting = undecided;
    // runit sleeps once more after a timeout. Scripts that count on that time are not disappointed.
    if (again) await nextTick();
    session.now = currentSecond();
    elapsed = (performance.now() - started) / 1000;
  }
};
