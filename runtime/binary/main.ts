import { basename } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { type Program, programOf } from '../program-names.ts';
import { EVALUATE, evaluate } from './evaluate.ts';
import { noteOwnStart } from './own-start.ts';
import { becomeWithSettings } from './rsvlog-settings.ts';

/** The single executable is every program, by the name it is called by, or by its first argument: `runstate sv …`. */
const PROGRAMS: Readonly<Record<Program, () => Promise<unknown>>> = {
  chpst: () => import('../programs/chpst.ts'),
  rsvlog: () => import('../programs/rsvlog.ts'),
  runit: () => import('../programs/runit.ts'),
  'runit-init': () => import('../programs/runit-init.ts'),
  runstate: () => import('../programs/runstate.ts'),
  runsv: () => import('../programs/runsv.ts'),
  runsvchdir: () => import('../programs/runsvchdir.ts'),
  runsvdir: () => import('../programs/runsvdir.ts'),
  sv: () => import('../programs/sv.ts'),
  svlogd: () => import('../programs/svlogd.ts'),
  utmpset: () => import('../programs/utmpset.ts'),
};

/** They pass on what they were given to what they start. */
const PASS_ON: readonly Program[] = ['chpst', 'rsvlog', 'runit', 'runstate', 'runsv', 'runsvdir', 'svlogd'];

type Called = { readonly program: Program; readonly argv0: string; readonly args: readonly string[] };

const called = ([argv0 = '', ...args]: readonly string[]): Called => {
  const name = basename(argv0);
  const program = programOf(name) ?? (name === 'run' ? 'rsvlog' : 'runstate');
  const inner = program === 'runstate' && args[0] !== undefined ? programOf(args[0]) : undefined;
  return inner === undefined ? { program, argv0, args } : { program: inner, argv0: args[0]!, args: args.slice(1) };
};

/** As process 1 runit-init is runit; a launcher has seen to that already. */
const meant = ({ program }: Called): Program => (program === 'runit-init' && process.pid === 1 ? 'runit' : program);

const [node, ...words] = process.argv;

const start = (): Promise<unknown> => {
  const call = called(words);
  const program = meant(call);
  // The rest of the package finds itself called as Node calls a script.
  process.argv = [node!, call.argv0, ...call.args];
  // Under the limits that it sets for its program, a thread of V8 that wants memory would end the process.
  if (program === 'chpst' || program === 'rsvlog') setFlagsFromString('--single-threaded');
  if (program === 'rsvlog') becomeWithSettings(call.argv0);
  if (PASS_ON.includes(program)) noteOwnStart();
  return PROGRAMS[program]();
};

const [, option, text, ...rest] = words;
if (option === EVALUATE && text !== undefined) {
  process.argv = [node!, ...rest];
  void evaluate(text);
} else void start();
