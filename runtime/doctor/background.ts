import { DAEMONS, type Daemon } from './daemons.ts';
import type { Program } from './unwrapped.ts';

const daemonOf = ({ name }: Program): Daemon | undefined => DAEMONS.find((daemon) => daemon.name.test(name));

/** Whether an option is among the arguments: alone, with its value, or in a bundle. */
const has = (args: readonly string[], option: string): boolean => {
  const bundled = /^-\w$/.exec(option)?.[0][1];
  return args.some(
    (arg) =>
      arg === option ||
      (option.startsWith('--') && arg.startsWith(`${option}=`)) ||
      (!option.startsWith('-') && arg.includes(option)) ||
      (bundled !== undefined && /^-\w+$/.test(arg) && arg.includes(bundled)),
  );
};

/** The same, but not in doubt: it is there by itself, or, of two words, one behind the other. */
const hasPlainly = (args: readonly string[], option: string): boolean => {
  const [first, second] = option.split(' ');
  return args.some((arg, at) => (arg === first || arg.startsWith(`${first}=`)) && (!second || args[at + 1] === second));
};

/** The file of settings that a program reads, if it may say where the program runs. */
export const settingsOf = (program: Program): string | undefined => {
  const { option, usual } = daemonOf(program)?.settings ?? {};
  const args = program.args;
  if (option === undefined) return usual ?? (args[0]?.startsWith('-') ? undefined : args[0]);
  const at = args.findIndex((arg) => arg !== undefined && option.includes(arg));
  return at < 0 ? usual : args[at + 1];
};

/** Whether settings decide; `unread` where they could, and nobody can say. */
const bySettings = ({ settings }: Daemon, text: string | undefined): 'keeps' | 'sends' | 'unread' | undefined => {
  if (!settings) return undefined;
  if (settings.keeps && text === undefined) return 'unread';
  if (settings.keeps?.test(text ?? '')) return 'keeps';
  return settings.sends?.test(text ?? '') ? 'sends' : undefined;
};

/**
 * How a program would stay in the foreground that goes to the background as it is called; undefined: it stays, or nobody
 * can say.
 *
 * @param settings what is in its file of settings; undefined: not known.
 */
export const foregroundOf = (program: Program, settings: string | undefined): string | undefined => {
  const daemon = daemonOf(program);
  // What a variable stands for may be the very option.
  if (!daemon || program.args.includes(undefined)) return undefined;
  const args = program.args as readonly string[];
  const { needs, forbids = [], instead } = daemon;
  const told = bySettings(daemon, settings);
  if (forbids.some((option) => hasPlainly(args, option))) return instead;
  if (told === 'sends') return hasPlainly(args, '--daemonize no') ? undefined : instead;
  if (told !== undefined || !needs) return undefined;
  return needs.some((option) => has(args, option)) ? undefined : instead;
};
