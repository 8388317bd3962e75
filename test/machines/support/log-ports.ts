import { fromCallback, SimulatedClock } from 'xstate';
import type {
  FilesFact,
  FilesInput,
  FilesOrder,
  FilesStep,
  ProcessorFact,
  ProcessorInput,
  ProcessorOrder,
} from '../../../machines/log-ports.ts';

/** What a step of `files` comes to: at once, or when the test says so. */
export type Answer = FilesFact | 'hang';
export type Manner = Partial<Record<FilesStep, Answer>>;

/** Where all is well. */
const WELL: Readonly<Record<FilesStep, FilesFact>> = {
  'files.open': { type: 'files.opened', age: 0, unprocessed: [] },
  'files.write': { type: 'files.written' },
  'files.rotate': { type: 'files.rotated', unprocessed: undefined },
  'files.prune': { type: 'files.pruned' },
  'files.close': { type: 'files.closed' },
};

export const blocked = (step: FilesStep): FilesFact => ({ type: 'files.blocked', step });
export const opened = (age: number, ...unprocessed: string[]): FilesFact => ({
  type: 'files.opened',
  age,
  unprocessed,
});
export const UNUSABLE: FilesFact = { type: 'files.unusable' };

/**
 * Fake ports of log directories. What they are told is a line of the journal, with the directory's name in front where it
 * has one: `a open`, `a process 1.u`, `a finish 1.u`, `a forget 1.u`.
 */
export class FakeLogPorts {
  readonly clock = new SimulatedClock();
  readonly journal: string[] = [];
  /** By directory; where nothing is said, all is well. */
  readonly manners: Record<string, Manner> = {};
  /** The step that each directory is at, where it hangs. */
  readonly #hanging = new Map<string, FilesStep>();
  readonly #files = new Map<string, (fact: FilesFact) => void>();
  readonly #processors = new Map<string, (fact: ProcessorFact) => void>();

  note(place: string, ...words: readonly string[]): void {
    this.journal.push([place, ...words].filter((word) => word !== '').join(' '));
  }

  readonly files = fromCallback<FilesOrder, FilesInput>(({ input: { place }, receive, sendBack }) => {
    this.#files.set(place, sendBack);
    receive(({ type }) => {
      this.note(place, type.slice('files.'.length));
      if (type === 'files.resume') return;
      const answer = this.manners[place]?.[type] ?? WELL[type];
      if (answer === 'hang') this.#hanging.set(place, type);
      else sendBack(answer);
    });
  });

  readonly processor = fromCallback<ProcessorOrder, ProcessorInput>(({ input: { place, log }, receive, sendBack }) => {
    this.note(place, 'process', log);
    this.#processors.set(place, sendBack);
    receive(() => this.note(place, 'finish', log));
    return () => {
      this.note(place, 'forget', log);
      this.#processors.delete(place);
    };
  });

  /** What hangs is done. */
  finishHanging(): void {
    for (const [place, step] of this.#hanging) {
      this.#hanging.delete(place);
      this.tellFiles(WELL[step], place);
    }
  }

  /** Directories whose processor runs. */
  get processing(): string[] {
    return [...this.#processors.keys()];
  }

  tellFiles(fact: FilesFact, place = ''): void {
    this.#files.get(place)!(fact);
  }

  tellProcessor(how: 'done' | 'failed' | 'blocked', place = ''): void {
    const tell = this.#processors.get(place);
    if (!tell) throw new Error('no processor was started');
    tell({ type: `processor.${how}` });
  }

  /** The journal since the last look. */
  take(): string[] {
    return this.journal.splice(0);
  }

  pass(milliseconds: number): void {
    this.clock.increment(milliseconds);
  }
}
