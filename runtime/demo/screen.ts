import { WriteStream } from 'node:tty';

const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';
/** Terminals that know these show a frame all at once; others ignore them. */
const [BEGIN, END] = ['\x1b[?2026h', '\x1b[?2026l'];

/** Node refreshes only the size of process.stdout by itself. */
type Resizable = WriteStream & { _refreshSize(): void };

/**
 * A terminal's second screen, drawn frame by frame from its top left corner: nothing to count back over, whatever was
 * resized or typed meanwhile. The first screen comes back as it was.
 */
export class Screen {
  readonly #out: Resizable;

  constructor(fd: number) {
    this.#out = new WriteStream(fd) as Resizable;
    // The terminal may go before we do.
    this.#out.on('error', () => {});
    this.enter();
  }

  get width(): number {
    return this.#out.columns || 80;
  }

  get height(): number {
    return this.#out.rows || 24;
  }

  get hasColours(): boolean {
    return this.#out.hasColors();
  }

  enter(): void {
    this.#out.write(ENTER);
  }

  leave(): void {
    this.#out.write(LEAVE);
  }

  refreshSize(): void {
    this.#out._refreshSize();
  }

  draw(lines: readonly string[]): void {
    this.#out.write(BEGIN + HOME + lines.map((line) => line + CLEAR_LINE).join('\n') + CLEAR_BELOW + END);
  }

  /** On the first screen, after {@link leave}. */
  print(lines: readonly string[]): void {
    this.#out.write(`${lines.join('\n')}\n`);
  }
}
