/** One literal word: bare, in single quotes, in double quotes, or several of these in one piece. */
const WORD = /(?:[\w@%+=:,./-]|'[^'\n]*'|"[^"\\$`!\n]*")+/y;
const BLANKS = /[ \t]*/y;

const unquote = (word: string): string => word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double);

/** The literal words of a line of a shell's; undefined: there is something in it that a shell would do more with. */
export const literalWords = (line: string): string[] | undefined => {
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

/** Whether a line does nothing. */
export const isComment = (line: string): boolean => /^[ \t]*(#|$)/.test(line);
