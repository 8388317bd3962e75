import { cannotStat } from '../../adapters/control-client.ts';
import { writeText } from '../../adapters/standard-output.ts';
import { errnoText } from '../../machines/rules/errno-text.ts';
import { type ServiceStatus, statusLine } from '../../machines/rules/sv-status.ts';
import type { Service } from './service.ts';

/**
 * A service's status line. It is empty, and the reason told on stderr, where nobody can say whether the service is
 * normally up.
 *
 * @param now Unix second.
 * @param shown the name in the line; the log service is called `log`.
 */
export const describe = ({ name, directory }: Service, status: ServiceStatus, now: number, shown = name): string => {
  const code = cannotStat(`${directory}/down`);
  if (code === undefined || code === 'ENOENT') return statusLine(shown, status, code === undefined, now);
  writeText(2, `warning: unable to stat ${name}/down: ${errnoText(code)}\n`);
  return '';
};
