/**
 * What is known of a service from what was asked of it: as little as one can know without looking. `unknown`: letters were
 * on their way when the supervisor was killed, or a file decided meanwhile.
 */
export type Wanted = 'up' | 'down' | 'once' | 'unknown';
export type Model = {
  wanted: Wanted;
  /** Something was asked since the service was last seen at rest. */
  dirty: boolean;
  /** There is a file `down`. */
  downFile: boolean;
  /** Its link was taken away. */
  away: boolean;
  /** Its runsv may be ending: what is written to it now may be too late, and the next one starts anew. */
  leaving: boolean;
};

export const freshModel = (): Model => ({ wanted: 'up', dirty: true, downFile: false, away: false, leaving: false });

/** Only these letters say what is wanted. */
const WANTED: Readonly<Record<string, Wanted>> = { u: 'up', d: 'down', o: 'once' };

export const asked = (model: Model, letters: string): void => {
  for (const letter of letters) model.wanted = WANTED[letter] ?? model.wanted;
  model.leaving ||= letters.includes('x');
  if (model.leaving) model.wanted = 'unknown';
  model.dirty = true;
};

/** Its link is back, with the directory that it was, or with a new one. Who has gone meanwhile is started as anew. */
export const linkedAgain = (model: Model, isNew: boolean): void => {
  if (isNew) model.downFile = false;
  const isKnown = isNew || !model.dirty;
  model.wanted = isKnown ? (model.downFile ? 'down' : 'up') : 'unknown';
  Object.assign(model, { away: false, dirty: true, leaving: !isKnown });
};

/**
 * The supervisor was killed, and there is a new one. Who was at rest and up runs on, or is started; who was at rest and
 * down stays so.
 */
export const orphaned = (model: Model): void => {
  const { wanted, dirty, downFile } = model;
  const isUp = wanted === 'up' && !downFile;
  model.wanted = dirty ? 'unknown' : isUp ? 'up' : wanted === 'down' ? 'down' : 'unknown';
  model.dirty = true;
};
