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
  readonly pids = new Map<string, string>();
  readonly #written: readonly string[];

  /** @param texts all that the document expects. */
  constructor(texts: readonly string[]) {
    this.#written = pidsIn(texts);
  }

  /** Whether this is the answer; what was seen of pids is kept if it is. */
  match(expected: readonly string[], said: string): boolean {
    const found = new RegExp(`^${expected.map((line) => this.#line(line)).join('')}$`).exec(said);
    if (found === null) return false;
    for (const [name, pid] of Object.entries(found.groups ?? {})) this.pids.set(name.slice(1), pid);
    return new Set(this.pids.values()).size === this.pids.size;
  }

  #line(expected: string): string {
    if (expected === ANY_LINES) return '(?:.*\n)*?';
    const seen = new Set<string>();
    const words = escaped(expected).replaceAll('…', '.*?').replace(/ {2,}/g, ' {2,}');
    return `${words.replace(/\b\d+\b/g, (number) => this.#number(number, seen))} *\n`;
  }

  #number(number: string, seen: Set<string>): string {
    if (!this.#written.includes(number)) return number;
    const known = this.pids.get(number);
    if (known !== undefined) return `\\b${known}\\b`;
    if (seen.has(number)) return `\\k<p${number}>`;
    seen.add(number);
    return `(?<p${number}>\\d+)`;
  }
}
