const ANY_LINES = '…';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Numbers that a document calls a pid somewhere. */
const pidsIn = (texts: readonly string[]): string[] => [
  ...new Set(texts.flatMap((text) => [...text.matchAll(/\bpid (\d+)/g)].map(([, pid]) => pid!))),
];

/**
 * Compares what was answered with what a document says: `…` is anything in a line, or any lines where it is a line, columns
 * may be wider or narrower, and a number that the document calls a pid is the same process wherever it is written.
 */
export class Answers {
  /** Pids as they are written, and as they are. */
  #pids: ReadonlyMap<string, string> = new Map();
  readonly #written: readonly string[];

  /** @param texts all that the document expects. */
  constructor(texts: readonly string[]) {
    this.#written = pidsIn(texts);
  }

  get pids(): ReadonlyMap<string, string> {
    return this.#pids;
  }

  /** Whether this is the answer; what was seen of pids is kept if it is, and no process has two names. */
  match(expected: readonly string[], said: string): boolean {
    const found = new RegExp(`^${expected.map((line) => this.#line(line)).join('')}$`).exec(said);
    if (found === null) return false;
    const seen = Object.entries(found.groups ?? {}).map(([name, pid]): [string, string] => [name.slice(1), pid]);
    const pids = new Map([...this.#pids, ...seen]);
    if (new Set(pids.values()).size < pids.size) return false;
    this.#pids = pids;
    return true;
  }

  #line(expected: string): string {
    if (expected === ANY_LINES) return '(?:.*\n)*?';
    const seen = new Set<string>();
    const words = escaped(expected).replaceAll('…', '.*?').replace(/ {2,}/g, ' {2,}');
    return `${words.replace(/\b\d+\b/g, (number) => this.#number(number, seen))} *\n`;
  }

  #number(number: string, seen: Set<string>): string {
    if (!this.#written.includes(number)) return number;
    const known = this.#pids.get(number);
    if (known !== undefined) return `\\b${known}\\b`;
    if (seen.has(number)) return `\\k<p${number}>`;
    seen.add(number);
    return `(?<p${number}>\\d+)`;
  }
}
