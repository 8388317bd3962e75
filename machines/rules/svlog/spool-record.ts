/** What tells one file from another, whatever its name. */
export type FileId = { readonly device: bigint; readonly inode: bigint };

/** How far a directory has come: what is in its `current`, and which of the input is in there. */
export type Progress = {
  /** Where in the spool the input goes on. */
  readonly at: number;
  /** That is in mid-line. */
  readonly within: boolean;
  /** The line that it is in is wanted. */
  readonly selected: boolean;
};
export type SpoolMark = Progress & {
  /** The log directory itself. */
  readonly directory: FileId;
  readonly current: FileId;
  /** Bytes of `current` that count. */
  readonly size: number;
  /** Bytes that the input has given already, and that the next `current` begins with. */
  readonly carry: number;
  /** In which of two files they are. */
  readonly slot: 0 | 1;
};

/** The first page of a spool: how far each directory has come with what follows it. */
export type SpoolRecord = {
  /** Sizes and contents are only sure to agree within one boot. */
  readonly boot: string;
  /** Where the spool ends, whatever its size; 0: at its size. */
  readonly trim: number;
  readonly marks: readonly SpoolMark[];
};

/** Bytes of the record: one page, which the kernel writes whole even for a process that is being killed. */
export const RECORD_SIZE = 4096;
/** Directories that one record holds. */
export const MOST_MARKS = 16;

const HEAD = /^runstate-spool 1 (\S+) (\d+)$/;
const MARK = /^(\d+):(\d+) (\d+):(\d+) (\d+) (\d+) (w?)(s?)\. (\d+) ([01])$/;

const idText = ({ device, inode }: FileId): string => `${device}:${inode}`;
const markText = ({ directory, current, size, at, within, selected, carry, slot }: SpoolMark): string =>
  `${idText(directory)} ${idText(current)} ${size} ${at} ${within ? 'w' : ''}${selected ? 's' : ''}. ${carry} ${slot}\n`;

/** The record as text; what follows its empty line does not count. */
export const spoolRecordText = ({ boot, trim, marks }: SpoolRecord): string =>
  `runstate-spool 1 ${boot} ${trim}\n${marks.map(markText).join('')}\n`;

const parseMark = (line: string): SpoolMark | undefined => {
  const parts = MARK.exec(line);
  if (!parts) return undefined;
  const id = (at: number): FileId => ({ device: BigInt(parts[at]!), inode: BigInt(parts[at + 1]!) });
  return {
    directory: id(1),
    current: id(3),
    size: Number(parts[5]),
    at: Number(parts[6]),
    within: parts[7] !== '',
    selected: parts[8] !== '',
    carry: Number(parts[9]),
    slot: parts[10] === '1' ? 1 : 0,
  };
};

/** Reads a record back; undefined: it is none. */
export const parseSpoolRecord = (text: string): SpoolRecord | undefined => {
  const [head, ...lines] = text.slice(0, text.indexOf('\n\n')).split('\n');
  const [, boot, trim] = HEAD.exec(head!) ?? [];
  const marks = lines.map(parseMark);
  if (boot === undefined || marks.includes(undefined)) return undefined;
  return { boot, trim: Number(trim), marks: marks as SpoolMark[] };
};
