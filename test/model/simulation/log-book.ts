import { parseSpoolRecord, RECORD_SIZE, type SpoolMark } from '../../../machines/rules/svlog/spool-record.ts';
import type { Inode } from './kernel/inode.ts';
import type { Pipe } from './kernel/pipe.ts';

const NUMBER_WIDTH = 7;
const NEWLINE = 0x0a;

/**
 * What a service has said and has to be in its log: every byte once and in order, in the logs, in the spool or in the
 * pipe, at every moment, as a successor of a supervisor that is killed right then would find it.
 */
export class LogBook {
  /** The log service's directory. */
  readonly directory: Inode;
  #said = Buffer.alloc(4096);
  #length = 0;
  #lines = 0;
  /** Bytes of the logs that have been compared. */
  #compared = 0;
  #pipe: Pipe | undefined;
  /** Old logs, in the order that they were put aside. */
  readonly #old: Inode[] = [];
  #current: Inode | undefined;
  /** Bytes that nobody held any more, when there was no supervisor. */
  lost = 0;
  /** Where a line was torn by that, its beginning being in the spool: a logger ends it, where its pipe ends behind it. */
  #torn: number | undefined;

  constructor(directory: Inode) {
    this.directory = directory;
  }

  get said(): number {
    return this.#length;
  }

  /** The next line, about to be put into a pipe. */
  line(pipe: Pipe): Buffer {
    if (this.#pipe !== pipe) {
      this.#pipe = pipe;
      pipe.discarded = (count) => this.#forget(count);
    }
    const line = Buffer.from(`${String(this.#lines++).padStart(NUMBER_WIDTH, '0')}\n`);
    if (this.#length + line.length > this.#said.length) this.#said = Buffer.concat([this.#said, this.#said]);
    this.#said.set(line, this.#length);
    this.#length += line.length;
    return line;
  }

  /** The last bytes were in a FIFO that nobody has open any more: the kernel drops them. */
  #forget(count: number): void {
    this.#length -= count;
    this.lost += count;
    if (this.#length > 0 && this.#said[this.#length - 1] !== NEWLINE) this.#torn = this.#length;
  }

  /** Takes it that the torn line has been ended, and gives back how it was. */
  #endTorn(): () => void {
    const [torn, said] = [this.#torn!, this.#said];
    this.#said = Buffer.concat([said.subarray(0, torn), Buffer.from('\n'), said.subarray(torn)]);
    this.#length++;
    this.#torn = undefined;
    return () => {
      this.#said = said;
      this.#length--;
      this.#torn = torn;
    };
  }

  get #logs(): Inode | undefined {
    return this.directory.entries.get('main');
  }

  /** Whether a change of this file or directory can make a difference. */
  concerns(inode: Inode): boolean {
    const { parent } = inode;
    const supervise = this.directory.entries.get('supervise');
    return inode === this.#logs || (!!parent && (parent === this.#logs || parent === supervise));
  }

  /** Files of the log, oldest first. */
  #files(): Inode[] {
    const current = this.#logs?.entries.get('current');
    if (this.#current && current !== this.#current) this.#old.push(this.#current);
    this.#current = current;
    return current ? [...this.#old, current] : [...this.#old];
  }

  /** What is wrong; undefined: nothing. */
  check(): string | undefined {
    if (!this.#logs?.parent) return undefined;
    const files = this.#files();
    const look = (): string | undefined => this.#compare(files) ?? this.#count(files);
    const wrong = look();
    if (wrong === undefined || this.#torn === undefined) return wrong;
    const undo = this.#endTorn();
    if (look() === undefined) return undefined;
    undo();
    return wrong;
  }

  /** The logs begin as what has been said begins. */
  #compare(files: readonly Inode[]): string | undefined {
    const total = files.reduce((sum, { size }) => sum + size, 0);
    this.#compared = Math.min(this.#compared, total);
    if (total > this.#length) return `the log has ${total - this.#length} bytes more than have been said`;
    let at = 0;
    for (const { bytes, size } of files) {
      const from = Math.max(0, this.#compared - at);
      if (from < size && bytes.compare(this.#said, at + from, at + size, from, size) !== 0)
        return `the log differs from what has been said, behind byte ${at + from}: ${JSON.stringify(bytes.toString('latin1', from, from + 40))} for ${JSON.stringify(this.#said.toString('latin1', at + from, at + from + 40))}`;
      at += size;
    }
    this.#compared = total;
    return undefined;
  }

  /** What is not in the logs is on its way there. */
  #count(files: readonly Inode[]): string | undefined {
    const spool = this.directory.entries.get('supervise')?.entries.get('spool');
    const record = spool && parseSpoolRecord(spool.bytes.toString('latin1', 0, RECORD_SIZE));
    const mark = record?.marks[0];
    const end = (record?.trim || spool?.size) ?? 0;
    const spooled = Math.max(0, end - Math.max(RECORD_SIZE, mark?.at ?? 0));
    const logged = mark ? this.#loggedBy(mark, files) : files.reduce((sum, { size }) => sum + size, 0);
    if (logged === undefined) return undefined;
    const piped = this.#pipe?.length ?? 0;
    const missing = this.#length - logged - spooled - piped;
    if (missing === 0) return undefined;
    const where = `${logged} logged, ${spooled} in the spool, ${piped} in the pipe`;
    return `${Math.abs(missing)} bytes ${missing > 0 ? 'lost' : 'twice'}: ${this.#length} said, ${where}`;
  }

  /** Bytes of the logs that the record speaks for; undefined: it speaks of a log that is not there. */
  #loggedBy({ current, size, carry }: SpoolMark, files: readonly Inode[]): number | undefined {
    const index = files.findIndex(({ number }) => BigInt(number) === current.inode);
    if (index < 0) return undefined;
    // Whoever closed its log in good order was done with the record.
    const after = files.slice(index + 1).reduce((sum, file) => sum + file.size, 0);
    return files.slice(0, index).reduce((sum, file) => sum + file.size, 0) + size + carry + after;
  }

  /** At rest everything is in the log, but for the beginning of a line whose rest will never come. */
  checkAtRest(): string | undefined {
    const wrong = this.check();
    if (wrong) return wrong;
    const whole = this.#torn === this.#length ? this.#said.lastIndexOf(NEWLINE, this.#length - 1) + 1 : this.#length;
    const total = this.#files().reduce((sum, { size }) => sum + size, 0);
    return total >= whole ? undefined : `${whole - total} bytes have not come to the log`;
  }
}
