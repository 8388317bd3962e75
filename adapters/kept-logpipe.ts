import { closeSync } from 'node:fs';
import type { PipeKeeper } from './pipe-keeper.ts';
import type { Place } from './place.ts';
import { codeOf } from './system.ts';

/**
 * Takes hold of a log pipe that no logger has, until {@link Place.unkeep}.
 *
 * @param open opens an end of it.
 */
export const keepUnread = (place: Place, keeper: PipeKeeper, open: () => number): void => {
  let fd: number;
  try {
    fd = open();
  } catch (error) {
    // Without a descriptor left it is kept as a C runsv keeps it: for as long as this program lives.
    codeOf(error);
    return;
  }
  keeper.keep(fd);
  place.unkeep = () => {
    place.unkeep = undefined;
    keeper.release(fd);
    closeSync(fd);
  };
};

/**
 * Keeps the log pipe of a place by the end that its logger reads; and from the end of one logger to the start of the next,
 * a second of rest or for as long as it is wanted down, by one that nobody reads.
 *
 * @param open opens such an end.
 */
export const keptLogpipe = (
  place: Place,
  keeper: PipeKeeper,
  open: () => number,
): Pick<PipeKeeper, 'keep' | 'release'> => ({
  keep(fd) {
    keeper.keep(fd);
    place.unkeep?.();
  },
  release(fd) {
    if (place.logpipe !== undefined) keepUnread(place, keeper, open);
    keeper.release(fd);
  },
});
