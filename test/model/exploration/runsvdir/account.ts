import { INODES, type Inode } from './looks.ts';

/** A directory that the scanner knows, and its runsv. */
export type Directory = {
  /** As last seen. */
  readonly name: string;
  /** `missed`: its link led nowhere at the last look. */
  readonly place: 'there' | 'missed' | 'gone';
  readonly runs: boolean;
  readonly told: 'nothing' | 'leave' | 'leave for good';
  /** Told to leave, it was called back by a letter. */
  readonly isBack: boolean;
  /** It could not go on: tried again at the scanner's own pace. */
  readonly hasFailed: boolean;
};

/**
 * What runsvdir(8) and COMPATIBILITY.md (D01 to D11) say a scanner is, after what has happened to it: kept apart from the
 * machine, in words of its own.
 */
export type Scanner = {
  readonly known: Readonly<Partial<Record<Inode, Directory>>>;
  /** Each must be ordered once; in no order, as services are no matter to each other. */
  readonly due: readonly string[];
  readonly hasLooked: boolean;
  readonly isTold: boolean;
  readonly hasEnded: boolean;
  /** Something is not as it is to be: it has to look again soon. */
  readonly waits: boolean;
};

export const BEGINNING: Scanner = {
  known: {},
  due: ['open scan'],
  hasLooked: false,
  isTold: false,
  hasEnded: false,
  waits: false,
};

export const demand = (account: Scanner, ...orders: readonly string[]): Scanner => ({
  ...account,
  due: [...account.due, ...orders],
});
export const put = (account: Scanner, inode: Inode, change: Partial<Directory>): Scanner => ({
  ...account,
  known: { ...account.known, [inode]: { ...account.known[inode]!, ...change } },
});
export const forget = (account: Scanner, inode: Inode): Scanner => {
  const { [inode]: _, ...known } = account.known;
  return { ...account, known };
};
export const wait = (account: Scanner): Scanner => ({ ...account, waits: true });

/** One after the other, for each directory that is known. */
export const forKnown = (
  account: Scanner,
  change: (account: Scanner, inode: Inode, one: Directory) => Scanner,
): Scanner => INODES.reduce((so, inode) => (so.known[inode] ? change(so, inode, so.known[inode]) : so), account);

/** One that has not gone yet keeps its name from the next (D06). */
export const holderOf = ({ known }: Scanner, name: string): Inode | undefined =>
  INODES.find((inode) => known[inode]?.name === name && known[inode].place === 'gone' && known[inode].runs);

/** A directory that is there, and has no runsv yet. */
export const FRESH = { place: 'there', runs: false, told: 'nothing', isBack: false, hasFailed: false } as const;
