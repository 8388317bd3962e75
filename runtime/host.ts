import { createControlScript } from '../adapters/control-script.ts';
import type { TakeHanded } from '../adapters/handed.ts';
import type { Hosting } from '../adapters/hosted.ts';
import type { Inherited } from '../adapters/inherited-note.ts';
import type { Places } from '../adapters/place.ts';
import { createProgram, type Supplies } from '../adapters/program.ts';
import { createSupervise } from '../adapters/supervise.ts';
import type { Diagnostic, Report, System } from '../adapters/system.ts';
import { createTurns } from '../adapters/turns.ts';
import { withStderrUntouched } from '../adapters/untouched-stderr.ts';
import { runsvMachine } from '../machines/runsv.ts';
import { serviceMachine } from '../machines/service.ts';
import { ownLoggers } from './installation.ts';
import { createHosting } from './svlogd/hosted.ts';
import type { Recorder } from './watch/recorder.ts';

/**
 * The system's facilities: native, or portable where koffi has no binary for this machine.
 *
 * @param handled signals that the program handles itself; children get them at default.
 * @param expected children of the program that became this one.
 */
export const loadSystem = async (
  inherited: Inherited,
  handled: readonly NodeJS.Signals[],
  report: Report,
  program: Diagnostic['program'],
  expected: Iterable<number> = [],
): Promise<System> => {
  const fault = (cause: unknown): void =>
    report({ program, subject: 'runstate', level: 'warning', message: 'fault in an adapter', cause });
  const wanted = process.env.RUNSTATE_SYSTEM !== 'portable';
  try {
    if (wanted) {
      const { createNativeSystem } = await withStderrUntouched(() => import('../adapters/native-system.ts'));
      return createNativeSystem(inherited, handled, fault, expected);
    }
  } catch (cause) {
    const message = 'koffi cannot be loaded: no locks, no inherited signal mask or descriptor limit, slower starts';
    report({ program, subject: 'runstate', level: 'warning', message, cause });
  }
  return (await import('../adapters/portable-system.ts')).createPortableSystem(fault, inherited.isGuest);
};

/**
 * Keeps the program alive when an exception reaches the event loop: supervision of everything else goes on. It is told
 * with its cause; nothing is known to get here, since actors and adapters answer for their own.
 */
export const surviveFaults = (report: Report, program: Diagnostic['program'], subject: string): void => {
  process.on('uncaughtException', (cause) =>
    report({ program, subject, level: 'warning', message: 'unexpected fault, going on', cause }),
  );
};

/** Hosting of log services, as the environment asks for it. @param own see {@link createHosting}. */
export const hostingOf = (
  system: System,
  report: Report,
  recorder?: Recorder,
  own = ownLoggers(),
): Hosting | undefined =>
  createHosting(
    own,
    process.env.RUNSTATE_EMBED_SVLOGD !== '0',
    system,
    report,
    recorder && ((label, written) => recorder.observeLogger(label, written)),
  );

/** Open service directories, and what of them was handed over. */
export type Continuity = { readonly places: Places; readonly handed?: TakeHanded | undefined };

/** The runsv machine over real files and processes. One logic for all: providing it anew for each would cost its size. */
export const createRunsvLogic = (
  system: System,
  report: Report,
  hosting?: Hosting,
  continuity: Continuity = { places: new Map() },
): typeof runsvMachine => {
  const supplies: Supplies = { ...continuity, system, report, turns: createTurns(), hosting };
  const service = serviceMachine.provide({
    actors: { program: createProgram(supplies), script: createControlScript(supplies) },
  });
  return runsvMachine.provide({ actors: { supervise: createSupervise(supplies), service } });
};
