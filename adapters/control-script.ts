import { statSync } from 'node:fs';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { ScriptFact, ScriptInput, ScriptOrder } from '../machines/ports.ts';
import { logpipeFor } from './logpipe.ts';
import type { Place } from './place.ts';
import { isRefusal } from './processes.ts';
import type { Supplies } from './program.ts';
import { codeOf, type Report } from './system.ts';

const OWNER_EXECUTE = 0o100;

/** Whether there is a script for the letter: runit asks for the owner's execute bit, of whatever has the name. */
const isScript = (place: Place, name: string, report: Report): boolean => {
  const { directory } = place.main.role;
  // An exception for each start would cost more than the rest of it.
  if (directory.lacks('control')) return false;
  try {
    return (statSync(`${directory.base}/${name}`).mode & OWNER_EXECUTE) !== 0;
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'ENOENT')
      report({ program: 'runsv', subject: place.label, level: 'warning', message: `unable to stat ${name}`, code });
    return false;
  }
};

/** Adapter of the `script` port: `control/LETTER`, run beside the service; only exit code 0 takes its signal over. */
export const createControlScript = ({
  places,
  system,
  report,
}: Supplies): CallbackActorLogic<ScriptOrder, ScriptInput> =>
  fromCallback<ScriptOrder, ScriptInput>(({ input: { place: key, letter }, sendBack, receive }) => {
    const place = places.get(key)!;
    const name = `control/${letter}`;
    const finish = (suppressed: boolean): void =>
      sendBack({ type: 'script.finished', letter, suppressed } satisfies ScriptFact);
    let pid = 0;
    receive(() => {
      if (pid !== 0) system.processes.signal(pid, 'SIGKILL');
    });
    if (!isScript(place, name, report)) return finish(false);
    system.processes.start(
      {
        file: name,
        argv: [name],
        cwd: place.main.role.directory.fd,
        session: place.session,
        ...(place.log ? { stdout: logpipeFor(place, 'write') } : {}),
      },
      {
        started(started) {
          pid = started;
        },
        failed(code) {
          const refused = isRefusal(code);
          // runit prints a question mark for the letter, and its readers may search for it.
          const message = refused ? `unable to fork for ${name}` : 'unable to run control/?';
          report({ program: 'runsv', subject: place.label, level: refused ? 'warning' : 'fatal', message, code });
          finish(false);
        },
        exited(status) {
          pid = 0;
          finish(status.code === 0);
        },
      },
    );
  });
