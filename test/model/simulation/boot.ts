import { NOTHING_INHERITED } from '../../../adapters/inherited-note.ts';
import { createNativeSystem } from '../../../adapters/native-system.ts';
import type { Report } from '../../../adapters/system.ts';
import { ownLoggers } from '../../../runtime/installation.ts';
import { createRunsvdir, RUNSVDIR_SIGNALS } from '../../../runtime/runsvdir.ts';
import { createHosting } from '../../../runtime/svlogd/hosted.ts';

/** A runsvdir's actor. */
export type Runsvdir = ReturnType<typeof createRunsvdir>;

/** What a supervisor is started with. */
export type Boot = {
  readonly directory: string;
  /** Where the package lies. */
  readonly home: string;
  readonly report: Report;
  /** Told of its end, with the exit code. */
  readonly ended: (code: number) => void;
};

const EVENTS = {
  SIGTERM: { type: 'runsvdir.terminate' },
  SIGHUP: { type: 'runsvdir.hangup' },
  SIGALRM: { type: 'runsvdir.rescan' },
} as const;

/**
 * Starts runsvdir as runtime/runsvdir.ts does, less what waits for promises: this is the one module that stands in for a
 * part of the product. It is bundled with all that it imports, and evaluated anew for each supervisor.
 */
export const boot = ({ directory, home, report, ended }: Boot): Runsvdir => {
  const fault = (cause: unknown): void =>
    report({ program: 'runsvdir', subject: 'runstate', level: 'warning', message: 'fault in an adapter', cause });
  const system = createNativeSystem(NOTHING_INHERITED, RUNSVDIR_SIGNALS, fault);
  const hosting = createHosting(ownLoggers(home), true, system, report);
  const runsvdir = createRunsvdir({ directory, session: false }, system, report, undefined, hosting);
  runsvdir.subscribe({
    complete: () => ended(runsvdir.getSnapshot().output?.exitCode ?? 111),
    error: (cause) => report({ program: 'runsvdir', subject: directory, level: 'fatal', message: 'fault', cause }),
  });
  runsvdir.start();
  for (const [signal, event] of Object.entries(EVENTS)) process.on(signal, () => runsvdir.send(event));
  return runsvdir;
};
