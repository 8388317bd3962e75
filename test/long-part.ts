/** Something that can be tested for as long as one likes, with inputs that are never the same. */
export type LongPart = {
  readonly name: string;
  /**
   * Runs until a moment of `performance.now()`, and says its figures and what it has found, with the command that shows it
   * again.
   *
   * @returns how many failures were found.
   */
  run(until: number, say: (text: string) => void): Promise<number>;
};
