import { isComment, literalWords } from '../shell-words.ts';

/** Shells whose plain words mean the same. */
const SHELL = /^#! ?\/(?:usr\/)?bin\/(?:env +)?(?:sh|dash|bash|ash)(?: +-e)? *$/;

/**
 * The command of a script that does nothing but `exec` one, with literal arguments; undefined: it does something else.
 * What is in doubt is something else: the script is then run as the program it is.
 *
 * @param text the script, one character a byte.
 */
export const execLine = (text: string): readonly string[] | undefined => {
  const [first, ...rest] = text.split('\n');
  if (!SHELL.test(first!)) return undefined;
  const lines = rest.filter((line) => !isComment(line));
  if (lines.length !== 1) return undefined;
  const [word, ...command] = literalWords(lines[0]!) ?? [];
  // An assignment is a word of its own kind, and so is an option of exec.
  const isPlain = word === 'exec' && command[0] !== undefined && !/^-|=/.test(command[0]);
  return isPlain ? command : undefined;
};
