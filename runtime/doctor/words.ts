/** A word of a command, quotes taken away; undefined: what it stands for is known only when the script runs. */
export type Word = string | undefined;

const WORD = /(?:\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`|\$\{[^}]*\}|[^\s])+/g;
const REDIRECTION = /^(?:\d*[<>]|&>)/;
/** One that ends there: where it leads is the next word. */
const OPEN_REDIRECTION = /^(?:\d*(?:<|>>?|<>|>\|)|&>>?)$/;

const plain = (word: string): Word => {
  if (/[$`*?[~]/.test(word.replace(/'[^']*'|\\[\s\S]/g, ''))) return undefined;
  return word.replace(
    /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])/g,
    (_, single, double, escaped) => single ?? (double === undefined ? escaped : double.replace(/\\([$`"\\])/g, '$1')),
  );
};

/** The words of a command, without redirections. */
export const commandWords = (text: string): Word[] => {
  const words: Word[] = [];
  const all = text.match(WORD) ?? [];
  for (let at = 0; at < all.length; at++) {
    const word = all[at]!;
    if (OPEN_REDIRECTION.test(word)) at += 1;
    else if (!REDIRECTION.test(word)) words.push(plain(word));
  }
  return words;
};
