import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Numbered, Said } from './population.ts';

/** `calm`: those that end no program. */
const LETTERS = { wild: 'uuudddttthacpk1o', calm: 'uuhapc1' } as const;

export type Mood = keyof typeof LETTERS;
/** Milliseconds between two letters. */
const PACE = 8;

/** Letters to all services in no order, and what each may want since. */
export class Storm {
  readonly #services: readonly Numbered[];
  readonly #random: () => number;
  readonly #letters: string;
  readonly #wants = new Map<Numbered, Set<Said['want']>>();
  #before: ReadonlyMap<Numbered, ReadonlySet<Said['want']>> = new Map();
  #timer: NodeJS.Timeout | undefined;
  letters = 0;

  constructor(services: readonly Numbered[], random: () => number, mood: Mood) {
    this.#services = services;
    this.#random = random;
    this.#letters = LETTERS[mood];
  }

  #one = (): void => {
    const service = this.#services[Math.floor(this.#random() * this.#services.length)]!;
    const letter = this.#letters[Math.floor(this.#random() * this.#letters.length)]!;
    if (!send(service, letter)) return;
    this.letters += 1;
    if (letter === 'u') this.#mayWant(service, 'up');
    else if (letter === 'd' || letter === 'o') this.#mayWant(service, 'down');
  };

  #mayWant(service: Numbered, want: Said['want']): void {
    this.#wants.set(service, (this.#wants.get(service) ?? new Set()).add(want));
  }

  /** Letters of the storm before may still be on their way, behind a control script say. */
  begin(): void {
    this.#before = new Map(this.#wants);
    for (const service of this.#services) this.#wants.set(service, new Set([service.said.want]));
    this.#timer = setInterval(this.#one, PACE);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  /** Whether a service wants what it was told before the supervisor died, or by letters that may have died with it. */
  isTrue(service: Numbered): boolean {
    const { want } = service.said;
    return [this.#wants.get(service), this.#before.get(service)].some((wants) => wants?.has(want) ?? true);
  }
}

/** Writes a letter as `sv` does; false: nobody listens. */
export const send = (service: Numbered, letter: string): boolean => {
  try {
    const fd = openSync(join(service.home, 'supervise/control'), constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      return writeSync(fd, letter) === 1;
    } finally {
      closeSync(fd);
    }
  } catch {
    return false;
  }
};
