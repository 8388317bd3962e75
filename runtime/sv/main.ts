import { closeSync, openSync } from 'node:fs';
import { environmentVariable } from '../../adapters/environment-variable.ts';
import { writeText } from '../../adapters/standard-output.ts';
import { errnoText } from '../../machines/rules/errno-text.ts';
import { type SvCommand, svCommand } from '../../machines/rules/sv-command.ts';
import { FATAL_CODE, failureCode, LSB_STATUS_CODE, type SvMode, USAGE_CODE } from '../../machines/rules/sv-exit.ts';
import { leadingSeconds, svOptions } from '../../machines/rules/sv-options.ts';
import type { CommandLine } from '../argv.ts';
import { explainProblem } from '../option-problem.ts';
import { cannotServe, locate, type Service, send } from './service.ts';
import { openSession, report, type Session } from './session.ts';
import { reportStatus } from './status.ts';
import { waitFor } from './wait.ts';

/** Where services are when `SVDIR` does not say: as Debian's sv has it. */
const SERVICES_DIRECTORY = '/etc/service/';

/** Seconds to wait when neither -w nor `SVWAIT` says. */
const DEFAULT_WAIT = '7';

const usage = (mode: SvMode, name: string): number => {
  writeText(2, `usage: ${mode === 'sv' ? 'sv [-v] [-w sec] command service ...' : `${name} [-w sec] command`}\n\n`);
  return USAGE_CODE[mode];
};

const fatal = (mode: SvMode, attempt: string, cause: unknown): number => {
  writeText(2, `fatal: unable to ${attempt}: ${errnoText((cause as NodeJS.ErrnoException).code ?? 'unknown')}\n`);
  return FATAL_CODE[mode];
};

/** `status`: one line for every service. */
const runStatus = (session: Session, services: readonly Service[], mode: SvMode): number => {
  const states = services.map((service) => reportStatus(session, service));
  return mode === 'lsb' ? LSB_STATUS_CODE[states[0]!] : failureCode(session.failures, mode);
};

/** Any other command: first all services get their letters, then each is waited for, if that is asked. */
const runControl = async (
  session: Session,
  command: Extract<SvCommand, { type: 'control' }>,
  services: readonly Service[],
  seconds: number | undefined,
): Promise<void> => {
  const { letters } = command;
  const reached = services.filter((service) => {
    const trouble = cannotServe(service) ?? (letters === '' ? undefined : send(service, letters, letters === 'x'));
    if (trouble) report(session, trouble);
    return !trouble;
  });
  if (seconds !== undefined) await waitFor(session, command, reached, seconds);
};

/** Runs sv to its end; the exit code. */
export const sv = async ({ name, args }: CommandLine): Promise<number> => {
  const session = openSession();
  const mode = name === 'sv' ? 'sv' : 'lsb';
  const options = svOptions(args);
  if ('problem' in options) {
    writeText(2, explainProblem(name, options));
    return usage(mode, name);
  }
  const [word, ...named] = options.operands;
  const names = mode === 'lsb' ? [name] : named;
  if (word === undefined || names.length === 0) return usage(mode, name);
  try {
    // runit returns to this directory after each service. We never leave it, and are as strict about it.
    closeSync(openSync('.', 'r'));
  } catch (cause) {
    return fatal(mode, 'open current directory', cause);
  }
  const command = svCommand(word, mode === 'lsb');
  if (!command) return usage(mode, name);
  const servicesDirectory = environmentVariable('SVDIR') ?? SERVICES_DIRECTORY;
  const services = names.map((one) => locate(one, servicesDirectory));
  if (command.type === 'status') return runStatus(session, services, mode);
  const wait = options.wait ?? environmentVariable('SVWAIT') ?? DEFAULT_WAIT;
  await runControl(session, command, services, command.waits || options.verbose ? leadingSeconds(wait) : undefined);
  return failureCode(session.failures, mode);
};
