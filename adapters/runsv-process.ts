import { closeSync } from 'node:fs';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { ProgramFact, ProgramOrder, RunsvInput } from '../machines/ports.ts';
import { openDirectory } from './directory.ts';
import type { Report, System } from './system.ts';

/**
 * Starts a runsv program for a service directory, as runit's runsvdir does: argv `runsv NAME`, in the scanned directory.
 *
 * @param program path of the program.
 */
export const createRunsvProcess = (
  program: string,
  system: System,
  report: Report,
): CallbackActorLogic<ProgramOrder, RunsvInput> =>
  fromCallback<ProgramOrder, RunsvInput>(({ input: { directory, label, session }, sendBack, receive }) => {
    const tell = (fact: ProgramFact): void => sendBack(fact);
    let pid = 0;
    receive(({ signal }) => {
      if (pid !== 0) system.processes.signal(pid, signal);
    });
    const scanned = directory.slice(0, -label.length - 1);
    const parent = openDirectory(scanned);
    system.processes.start(
      { file: program, argv: ['runsv', label], cwd: parent.fd, session },
      {
        started(started) {
          pid = started;
          tell({ type: 'program.started', pid, at: system.now() });
        },
        failed(code) {
          const message = `unable to start runsv ${label}`;
          report({ program: 'runsvdir', subject: scanned, level: 'fatal', message, code });
          tell({ type: 'program.failed', at: system.now() });
        },
        exited(status) {
          pid = 0;
          tell({ type: 'program.exited', status, at: system.now() });
        },
      },
    );
    closeSync(parent.fd);
  });
