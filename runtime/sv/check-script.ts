import { cannotStat } from '../../adapters/control-client.ts';
import { writeText } from '../../adapters/standard-output.ts';
import { errnoText } from '../../machines/rules/errno-text.ts';
import type { Service } from './service.ts';

/** A check that ran: its exit code, null after a death by signal; or the errno name that kept it from being run. */
export type CheckResult = { readonly code: number | null } | { readonly failed: string };

/** Runs `./check` in a service directory. */
export type RunCheck = (directory: string) => Promise<CheckResult>;

/** koffi makes sv start 20 % later, so it is loaded for the first check that there is to run. */
const load = async (): Promise<RunCheck> => {
  try {
    return (await import('./native-check.ts')).createNativeCheck();
  } catch {
    return (await import('./portable-check.ts')).runPortableCheck;
  }
};

let runCheck: Promise<RunCheck> | undefined;

/** What the kernel says when it is out of processes or memory, rather than that the script is no good. */
const CANNOT_FORK: readonly string[] = ['EAGAIN', 'ENOMEM'];

const warn = (attempt: string, { name }: Service, code: string): void =>
  writeText(2, `warning: unable to ${attempt} ${name}/check: ${errnoText(code)}\n`);

/**
 * Whether a service's check script, if it has one, agrees: it exits 0, dies of a signal, or cannot be executed. The
 * last two are runit's generosity.
 */
export const checkAgrees = async (service: Service): Promise<boolean> => {
  const unknown = cannotStat(`${service.directory}/check`);
  if (unknown === 'ENOENT') return true;
  if (unknown !== undefined) {
    warn('stat', service, unknown);
    return false;
  }
  runCheck ??= load();
  const run = await runCheck;
  const result = await run(service.directory).catch(({ code }: NodeJS.ErrnoException) => ({ failed: code ?? '' }));
  if ('code' in result) return result.code === 0 || result.code === null;
  const noFork = CANNOT_FORK.includes(result.failed);
  warn(noFork ? 'fork for' : 'run', service, result.failed);
  return !noFork;
};
