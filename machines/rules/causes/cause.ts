/** What a cause is told from, besides the event. */
export type Circumstances = {
  /** First word of the state that the event found. */
  readonly state: string;
  /** The facts after it. */
  readonly facts: Readonly<Record<string, unknown>>;
};

/** A text for every type of event: an event that is added without one does not compile. */
export type Causes<Event extends { readonly type: string }> = {
  readonly [Type in Event['type']]: (event: Extract<Event, { type: Type }>, circumstances: Circumstances) => string;
};

/** Milliseconds as people say them: `1 s`, `1.5 s`, `20 ms`. */
export const pauseText = (milliseconds: number): string =>
  milliseconds >= 1000 ? `${Math.round(milliseconds / 100) / 10} s` : `${milliseconds} ms`;

/** What ends with the passing of so many milliseconds. */
export const pauseIsOver = (milliseconds: number): string => `the pause of ${pauseText(milliseconds)} is over`;
