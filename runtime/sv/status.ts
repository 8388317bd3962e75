import { writeText } from '../../adapters/standard-output.ts';
import type { MainState } from '../../machines/rules/sv-exit.ts';
import type { ServiceStatus } from '../../machines/rules/sv-status.ts';
import { describe } from './line.ts';
import { cannotServe, cannotServeLog, isTrouble, look, type Service, type Trouble } from './service.ts';
import { report, type Session } from './session.ts';

/** The log service's part of the line, `log` for its name; or why there is none: `no log`, or some trouble. */
const describeLog = ({ name, directory }: Service, now: number): string | Trouble => {
  const log = { name: `${name}/log`, directory: `${directory}/log` };
  const found = cannotServeLog(log) ?? look(log, false);
  if (found === 'no log' || isTrouble(found)) return found;
  // The warning about log/down names the main service's down file, as runit's does.
  return describe({ ...log, name }, found, now, 'log');
};

/** Ends the line of the main service with that of its log service. */
const reportLog = (session: Session, service: Service, main: string): void => {
  const log = describeLog(service, session.now);
  if (typeof log !== 'string') report(session, log, `${main}; `);
  else writeText(1, log === 'no log' ? `${main}\n` : `${main}; ${log}\n`);
};

const mainState = ({ pid }: ServiceStatus, line: string): MainState => {
  if (line === '') return 'unreadable';
  return pid === 0 ? 'no process' : 'process';
};

/** `sv status` of one service: prints its line and tells what the main service was found to be. */
export const reportStatus = (session: Session, service: Service): MainState => {
  const trouble = cannotServe(service);
  const found = trouble ?? look(service, false);
  if (isTrouble(found)) {
    report(session, found);
    return found.gone ? 'gone' : 'unreadable';
  }
  const line = describe(service, found, session.now);
  reportLog(session, service, line);
  return mainState(found, line);
};
