import type { Row } from './board.ts';
import type { Sighting } from './watch-services.ts';

/** How the demo shows itself: as a live table on a terminal, or line by line anywhere else. */
export type Face = {
  /** A service, or its log service, has changed. */
  changed(sighting: Sighting): void;
  /** All services, after a change or when time has passed. */
  show(rows: readonly Row[]): void;
  /** A remark of the demo itself, or a diagnostic of the supervisor. */
  say(text: string): void;
  /** Gives the terminal back, and says the last word on it. */
  close(rows: readonly Row[], farewell: string): void;
};
