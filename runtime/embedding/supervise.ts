import { opendir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { waitFor } from 'xstate';
import { NOTHING_INHERITED } from '../../adapters/inherited-note.ts';
import type { Report, System } from '../../adapters/system.ts';
import { diagnosticText, writeToStderr } from '../diagnostics.ts';
import { hostingOf, loadSystem } from '../host.ts';
import { ownLoggers } from '../installation.ts';
import { createRunsvdir } from '../runsvdir.ts';
import { Recorder } from '../watch/recorder.ts';
import type { Supervise, SuperviseOptions } from './api.ts';
import { SupervisedTree } from './tree.ts';

/** Where the package lies, seen from `dist/lib`; this program is another one. */
const HOME = resolve(import.meta.dirname, '../..');

/** One for the process: it has the listener for SIGCHLD. */
let shared: Promise<System> | undefined;

const systemOf = (report: Report): Promise<System> => {
  shared ??= loadSystem({ ...NOTHING_INHERITED, isGuest: true }, [], report, 'runsvdir');
  return shared;
};

const toStderr: Report = (diagnostic) => writeToStderr(Buffer.from(diagnosticText(diagnostic)));

const reportTo = ({ report }: SuperviseOptions): Report =>
  report === undefined
    ? toStderr
    : (diagnostic) => {
        try {
          report(diagnostic);
        } catch {
          // Whoever looks on must not be in the way.
        }
      };

export const supervise: Supervise = async (directory, options = {}) => {
  const report = reportTo(options);
  const path = resolve(directory);
  // runsvdir waits for one that is not there; here somebody can be told.
  await (await opendir(path)).close();
  const system = await systemOf(report);
  const recorder = new Recorder((cause) =>
    report({ program: 'runsvdir', subject: path, level: 'warning', message: 'fault, recording no more', cause }),
  );
  const hosting = hostingOf(system, report, recorder, ownLoggers(HOME));
  const runsvdir = createRunsvdir(
    { directory: path, session: options.session ?? false },
    system,
    report,
    undefined,
    hosting,
  );
  recorder.inspect(runsvdir);
  const tree = new SupervisedTree(runsvdir, recorder);
  tree.ended.catch((cause) => report({ program: 'runsvdir', subject: path, level: 'fatal', message: 'fault', cause }));
  runsvdir.start();
  await Promise.race([tree.ended, waitFor(runsvdir, ({ context }) => context.scanned)]);
  return tree;
};
