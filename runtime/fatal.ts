import { errnoText } from '../machines/rules/errno-text.ts';

/** Why a program cannot do what it was asked for, in runit's words. */
export class Fatal extends Error {}

/**
 * Runs a step. A failure is told in these words, and by the error's.
 *
 * @param tolerated name of an error that is none here.
 * @returns undefined where that one was met.
 */
export function attempt<T>(words: string, step: () => T): T;
export function attempt<T>(words: string, step: () => T, tolerated: string): T | undefined;
export function attempt<T>(words: string, step: () => T, tolerated?: string): T | undefined {
  try {
    return step();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    if (code === tolerated) return undefined;
    throw new Fatal(`${words}: ${errnoText(code)}`, { cause });
  }
}
