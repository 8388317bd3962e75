import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Numbered } from './population.ts';

/** What is wrong with the logs of a service. */
export type Wrong = {
  readonly lost: number;
  readonly repeated: number;
  readonly lines: number;
  readonly first?: string;
};

const linesOf = (directory: string): string[] =>
  [
    ...readdirSync(directory)
      .filter((name) => name.startsWith('@'))
      .sort(),
    'current',
  ]
    .map((name) => readFileSync(join(directory, name), 'latin1'))
    .join('')
    .split('\n')
    .slice(0, -1);

/** How far each life has come in the logs, and what is not as it should be on the way. */
class Reading {
  readonly #seen = new Map<number, number>();
  lost = 0;
  repeated = 0;
  first: string | undefined;

  take(line: string): void {
    const [life, number] = line.split(' ').map(Number) as [number, number];
    const due = this.comesTo(life) + 1;
    if (number === due) this.#seen.set(life, number);
    else this.#takeOther(line, life, number, due);
  }

  #takeOther(line: string, life: number, number: number, due: number): void {
    this.first ??= `${JSON.stringify(line)} where ${life} ${due} was due`;
    if (number < due) this.repeated += 1;
    else this.lost += Number.isNaN(number) ? 1 : number - due;
    if (number > due) this.#seen.set(life, number);
  }

  /** The last line of a life. */
  comesTo(life: number): number {
    return this.#seen.get(life) ?? 0;
  }

  /** A life is over; what it wrote last it may not have counted any more. */
  end(life: number, counted: number): void {
    const logged = this.comesTo(life);
    if (logged === counted || logged === counted + 1) return;
    this.first ??= `life ${life} counted to ${counted}, ${logged} are logged`;
    this.lost += Math.max(0, counted - logged);
    this.repeated += Math.max(0, logged - counted - 1);
  }
}

/**
 * Compares what is logged with what was written: each life's lines once and in order, to the one that it counted last, or
 * the next, which it had written and not counted when it was killed.
 */
export const wrongIn = (service: Numbered): Wrong => {
  const lines = linesOf(service.log);
  const reading = new Reading();
  for (const line of lines) reading.take(line);
  for (const [life, counted] of service.lives) reading.end(life, counted);
  const { lost, repeated, first } = reading;
  return { lost, repeated, lines: lines.length, ...(first === undefined ? {} : { first }) };
};
