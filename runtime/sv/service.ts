import { type Answer, cannotEnter, cannotStat, readStatusFile, sendLetters } from '../../adapters/control-client.ts';
import { errnoText } from '../../machines/rules/errno-text.ts';
import { type ServiceStatus, serviceStatus, wasAsked } from '../../machines/rules/sv-status.ts';

/** A service as it was named, and its directory. */
export type Service = { readonly name: string; readonly directory: string };

/** Why there is nothing more to do with a service. */
export type Trouble = {
  /** `ok` is no trouble: nobody supervises a service that was asked to exit. */
  readonly kind: 'ok' | 'fail' | 'warning';
  /** The line that tells it, without its end. */
  readonly text: string;
  /** Whether it is not there at all: no directory, or no runsv. */
  readonly gone: boolean;
};

export const isTrouble = (found: ServiceStatus | Trouble): found is Trouble => 'kind' in found;

const warning = (name: string, attempt: string, reason: string): Trouble => ({
  kind: 'warning',
  text: `warning: ${name}: unable to ${attempt}: ${reason}`,
  gone: false,
});

const noRunsv = (name: string, leaving: boolean): Trouble => {
  const kind = leaving ? 'ok' : 'fail';
  return { kind, text: `${kind}: ${name}: runsv not running`, gone: true };
};

const troubleIn = <T>(name: string, answer: Answer<T>, leaving: boolean): Trouble | undefined => {
  if (answer === 'not running') return noRunsv(name, leaving);
  return 'refused' in answer ? warning(name, answer.refused.attempt, errnoText(answer.refused.code)) : undefined;
};

/** Where a name leads: into the directory of services, unless it is written as a path. */
export const locate = (name: string, servicesDirectory: string): Service => {
  const isPath = name === '' || name.startsWith('/') || name.startsWith('.') || name.endsWith('/');
  if (isPath) return { name, directory: name };
  return { name, directory: servicesDirectory === '' ? '' : `${servicesDirectory}/${name}` };
};

/** What keeps sv out of a service directory. */
export const cannotServe = ({ name, directory }: Service): Trouble | undefined => {
  const code = cannotEnter(directory);
  if (code === undefined) return undefined;
  return { kind: 'fail', text: `fail: ${name}: unable to change to service directory: ${errnoText(code)}`, gone: true };
};

/** What keeps sv out of the directory of a log service; `ENOENT` is left to the caller: there is none. */
export const cannotServeLog = ({ name, directory }: Service): Trouble | 'no log' | undefined => {
  const code = cannotStat(directory) ?? cannotEnter(directory);
  if (code === 'ENOENT') return 'no log';
  return code === undefined ? undefined : warning(name, 'change directory', errnoText(code));
};

/**
 * The status of a service that a runsv supervises.
 *
 * @param leaving the service was asked to exit: that nobody supervises it is what was wanted.
 */
export const look = ({ name, directory }: Service, leaving: boolean): ServiceStatus | Trouble => {
  const answer = readStatusFile(directory);
  if (answer === 'not running' || 'refused' in answer) return troubleIn(name, answer, leaving)!;
  return serviceStatus(answer.value) ?? warning(name, 'read supervise/status', 'bad format');
};

/**
 * Sends letters to a service whose status can be read; undefined where that went well.
 *
 * runit does not write what the status says was asked before, and so loses an `up` that follows a `down` within the
 * second of a restart pause. We write it, but cannot fail where runit does not even try.
 */
export const send = (service: Service, letters: string, leaving: boolean): Trouble | undefined => {
  const found = look(service, leaving);
  if (isTrouble(found)) return found;
  const answer = sendLetters(service.directory, letters);
  return wasAsked(letters, found) ? undefined : troubleIn(service.name, answer, leaving);
};
