import { codeOf } from './system.ts';

/** What `act` returns; undefined where the system refuses. */
const attempt = <T>(act: () => T): T | undefined => {
  try {
    return act();
  } catch (error) {
    // What is no refusal of the system's is thrown on.
    codeOf(error);
    return undefined;
  }
};

/**
 * Tells when children were started, as `/proc/PID/stat` has it, by looks at the clock before and after. To ask there, just then,
 * waits until the child has closed what it has of our descriptors, at its exec: 1.7 ms, where we have 16 000.
 *
 * The first child is asked about in both ways; where a kernel, or what stands for one, counts otherwise, all are. One whose
 * clocks part later (gVisor's do, when the time is set) is found out by {@link check}.
 */
export class StartTimes {
  readonly #ticks: () => number;
  readonly #look: (pid: number) => string | undefined;
  #isClockTheirs: boolean | undefined;

  /**
   * @param ticks the clock that start times are of, in their unit.
   * @param look reads a start time; undefined: the process has ended.
   */
  constructor(ticks: () => number, look: (pid: number) => string | undefined) {
    this.#ticks = ticks;
    this.#look = look;
  }

  /** What the clock says; before a start. */
  now(): number {
    return this.#ticks();
  }

  /** @returns the start time; undefined: to be looked for, as where one tick ended meanwhile. */
  of(pid: number, before: number): string | undefined {
    if (this.#isClockTheirs === false || this.#ticks() !== before) return undefined;
    const started = String(before);
    if (this.#isClockTheirs) return started;
    const seen = attempt(() => this.#look(pid));
    if (seen !== undefined) this.#isClockTheirs = seen === started;
    return seen;
  }

  /**
   * Looks whether the clock has told the truth of a child that has not been reaped, once that need not be waited for.
   *
   * @returns what is true where it has not: it is not asked any more then.
   */
  check(pid: number, told: string): string | undefined {
    const seen = attempt(() => this.#look(pid));
    if (seen === undefined || seen === told) return undefined;
    this.#isClockTheirs = false;
    return seen;
  }
}
