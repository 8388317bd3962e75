import { canUnshare, etcRunit, firstProcess, inNamespace } from '../../support/namespace.ts';
import { compareWhere } from './compare.ts';
import type { Ending } from './program.ts';
import type { Sandbox } from './sandbox.ts';
import { until } from './until.ts';

if (!canUnshare) console.warn('conformance: no pid namespaces can be made here: runit as process 1 is not compared');

/** Comparisons that boot a system: as root, where namespaces may be made. */
export const { same: sameBoot, differs: differsBoot } = compareWhere(canUnshare);

const VERSION = /^- runit: .*: booting\.$/;

/** A system that a subject's runit runs. */
export type System = {
  /** What the stages have written to standard output. */
  stdout(): string;
  /** What runit has said, without its version. */
  said(): string[];
  /** Sends a signal to process 1. */
  signal(...signals: NodeJS.Signals[]): Promise<void>;
  /** Waits for a line of the stages. */
  wrote(line: string): Promise<void>;
  /** Waits for a line of runit. */
  says(line: string): Promise<void>;
  /** Waits for the end of the namespace; all that was to be seen of it. */
  ended(): Promise<{ said: string[]; wrote: string[]; ending: Ending }>;
};

/** Stages as shell commands; `$INIT` is the subject's runit-init. */
export type Stages = Readonly<Record<string, string>>;

/** Boots a system in a namespace. `through`: a command in front of runit that becomes it. */
export const boot = (
  box: Sandbox,
  stages: Stages,
  { through = [] as readonly string[], program = box.subject.runit } = {},
): System => {
  const [unshare, ...words] = inNamespace(etcRunit(box.directory, stages), ...through, program);
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', INIT: box.subject.runitInit, A: 'b' };
  const running = box.start(unshare, words, { env });
  const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');
  const said = (): string[] =>
    linesOf(running.stderr()).map((line) => (VERSION.test(line) ? '- runit: VERSION: booting.' : line));
  return {
    stdout: running.stdout,
    said,
    signal: async (...signals) => {
      // Looked for only now: a system may end sooner than that.
      const first = await firstProcess(running.pid);
      for (const signal of signals) process.kill(first, signal);
    },
    wrote: (line) => until(`a stage writes ${line}`, () => linesOf(running.stdout()).includes(line)).then(() => {}),
    says: (line) => until(`runit says ${line}`, () => said().includes(`- runit: ${line}`)).then(() => {}),
    ended: async () => {
      const ending = await running.ended();
      return { said: said(), wrote: linesOf(running.stdout().replaceAll(box.directory, 'SANDBOX')), ending };
    },
  };
};

/** A stage 1 as Debian's, which prepares the request files. */
export const PREPARE = 'install -m000 /dev/null /run/runit.stopit; install -m000 /dev/null /run/runit.reboot';
/** A stage 2 that waits for its end. */
export const WAIT = 'echo two; exec sleep 1000';
