/** A command of a script, and what stands on both sides of it: a newline, `;`, `&`, `&&`, `|`, `||`, or nothing. */
export type Segment = { readonly text: string; readonly before: string; readonly after: string };

/** What a shell takes in one piece, in the order in which it is tried. */
const PIECE =
  /\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`|\$\{[^}]*\}|\d*[<>]&\d*-?|&>>?|&&|\|\||;;|[\n;&|]|[\s\S]/gy;
const SEPARATORS: readonly string[] = ['\n', ';', '&', '&&', '|', '||', ';;'];

const endsWord = (text: string): boolean => text === '' || /[\s;&|(]$/.test(text);

/** Without comments: a `#` that begins a word, up to the end of the line. */
const piecesOf = (script: string): string[] => {
  const pieces: string[] = [];
  PIECE.lastIndex = 0;
  for (let before = ''; PIECE.lastIndex < script.length; ) {
    const [piece] = PIECE.exec(script)!;
    if (piece === '#' && endsWord(before)) {
      const end = script.indexOf('\n', PIECE.lastIndex);
      PIECE.lastIndex = end < 0 ? script.length : end;
    } else if (piece !== '\\\n') {
      pieces.push(piece);
      before = piece;
    }
  }
  return pieces;
};

/**
 * The commands of a shell script, one after the other, whatever they are nested in. Undefined: something is in it that
 * would need a whole shell to be read, as a here-document, or a quote without an end.
 *
 * @param script one character a byte.
 */
export const segmentsOf = (script: string): Segment[] | undefined => {
  if (script.includes('<<')) return undefined;
  const segments: Segment[] = [];
  let [text, before] = ['', ''];
  const end = (after: string): void => {
    if (text.trim() === '') {
      if (after !== '\n') before = after;
      return;
    }
    segments.push({ text: text.trim(), before, after });
    [text, before] = ['', after];
  };
  for (const piece of piecesOf(script)) {
    if (piece === "'" || piece === '"' || piece === '`') return undefined;
    if (SEPARATORS.includes(piece)) end(piece);
    else text += piece;
  }
  end('');
  return segments;
};
