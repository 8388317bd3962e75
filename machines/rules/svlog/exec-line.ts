/** Shells whose plain words mean the same. */
const SHELL = /^#! ?\/(?:usr\/)?bin\/(?:env +)?(?:sh|dash|bash|ash)(?: +-e)? *$/;

/** One literal word: bare, in single quotes, in double quotes, or several of these in one piece. */
const WORD = /(?:[\w@%+=:,./-]|'[^'\n]*'|"[^"\\$`!\n]*")+/y;
const BLANKS = /[ \t]*/y;

const unquote = (word: string): string => word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double);

/** The literal words of a line; undefined: there is something in it that a shell would do more with. */
const wordsOf = (line: string): string[] | undefined => {
  const words: string[] = [];
  for (let at = 0; ; ) {
    BLANKS.lastIndex = at;
    at += BLANKS.exec(line)![0].length;
    if (at === line.length || (line[at] === '#' && words.length > 0)) return words;
    WORD.lastIndex = at;
    const word = WORD.exec(line)?.[0];
    if (word === undefined) return undefined;
    words.push(unquote(word));
    at += word.length;
    if (at < line.length && !' \t'.includes(line[at]!)) return undefined;
  }
};

const isComment = (line: string): boolean => /^[ \t]*(#|$)/.test(line);

/**
 * The command of a script that does nothing but `exec` one, with literal arguments; undefined: it does something else.
 * What is in doubt is something else: the script is then run as the program it is.
 *
 * @param text the script, one character a byte.
 */
export const execLine = (text: string): readonly string[] | undefined => {
  const [first = '', ...rest] = text.split('\n');
  if (!SHELL.test(first)) return undefined;
  const lines = rest.filter((line) => !isComment(line));
  if (lines.length !== 1) return undefined;
  const [word, ...command] = wordsOf(lines[0]!) ?? [];
  // An assignment is a word of its own kind, and so is an option of exec.
  const isPlain = word === 'exec' && command[0] !== undefined && !/^-|=/.test(command[0]);
  return isPlain ? command : undefined;
};
