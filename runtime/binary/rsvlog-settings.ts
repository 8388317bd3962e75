import { existsSync } from 'node:fs';
import { basename } from 'node:path';

/** As the launcher has it. */
const SCRIPT = `set -e
. ./conf
set +e
export SV_LOG_SYSLOG SV_LOG_SYSLOG_PRIORITY USERGROUP SV_LOG_BASE SV_LOGDIR LOGDIR CURRENT_LOG_FILE
export RUNSTATE_ARGV0="$1"
exec "$0" rsvlog`;

/**
 * What `./conf` says to rsvlog is for a shell to read: becomes that, and then this program again. Returns where there is
 * no `./conf`, or a launcher has done it.
 */
export const becomeWithSettings = (argv0: string): void => {
  const isDone = process.env.RUNSTATE_ARGV0 !== undefined;
  if (isDone || basename(argv0) !== 'run' || basename(process.cwd()) !== 'log' || !existsSync('conf')) return;
  process.execve!('/bin/sh', ['sh', '-c', SCRIPT, process.execPath, argv0]);
};
