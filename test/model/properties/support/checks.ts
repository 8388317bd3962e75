import { expect } from 'vitest';
import type { Service } from '../../../conformance/support/service.ts';
import { type Lab, left, shouts } from './lab.ts';

/** What no story may end with, whatever it was: two at once, a fault, a process that nobody knows of. */
export const nothingAmiss = (lab: Lab, names: readonly string[], code: number | undefined): void => {
  const told = {
    code,
    shouts: names.flatMap((name) => lab.homes(name).flatMap(shouts)),
    faults: lab.faults,
    left: left(lab),
  };
  expect(told).toEqual({ code: lab.host === 'runsv' ? 0 : 111, shouts: [], faults: [], left: [] });
};

/** What is known of the life that goes on: by its pid once its first line is written, and how it will have ended. */
type Life = { readonly pid?: string; readonly exited?: boolean };

const fits = (life: Life | undefined, words: string): boolean =>
  life !== undefined && (life.exited ? words === '0 0' : /^-1 \d+$/.test(words));

/**
 * Each end of `run` is followed by one `finish` with the arguments of that end. A start shows as `due` (its control
 * script), then `start` if the process lived to its first line, then `exits` if it ended by itself.
 */
export const wrongFinishes = (service: Service): string[] => {
  const wrong: string[] = [];
  let life: Life | undefined;
  const next: Readonly<Record<string, (...words: string[]) => Life | undefined>> = {
    due: () => {
      if (life?.pid) wrong.push(`no finish for ${life.pid}`);
      return {};
    },
    start: (pid) => ({ pid: pid! }),
    exits: () => ({ ...life, exited: true }),
    finish: (...words) => {
      if (!fits(life, words.join(' '))) wrong.push(`finish ${words.join(' ')} after ${JSON.stringify(life)}`);
      return undefined;
    },
    heard: () => life,
  };
  for (const line of service.events()) {
    const [what = '', ...words] = line.split(' ');
    life = next[what]!(...words);
  }
  return life?.pid ? [...wrong, `no finish for ${life.pid}`] : wrong;
};

/** A life that was told of in the log: its numbers must be 1, 2, 3 … up to what it wrote at least. */
const wrongLife = (pid: string, numbers: readonly number[], wrote: number): string[] => {
  const at = numbers.findIndex((number, index) => number !== index + 1);
  if (at !== -1) return [`${pid}: ${numbers[at]} where ${at + 1} should be`];
  return numbers.length < wrote ? [`${pid}: ${numbers.length} of ${wrote} lines`] : [];
};

/** What is wrong with the logged lines of all lives: halves, holes, repetitions, lines out of order. */
export const wrongLines = (service: Service, logged: string): string[] => {
  const lines = logged.split('\n').slice(0, -1);
  const halves = lines.filter((line) => !/^\d+ \d+ of many words$/.test(line));
  const lives = Map.groupBy(
    lines.map((line) => line.split(' ')),
    ([pid]) => pid!,
  );
  const order = [...new Set(lines.map((line) => line.split(' ', 1)[0]!))];
  const starts = service.events().flatMap((line) => /^start (\d+)$/.exec(line)?.[1] ?? []);
  const outOfOrder = order.join() === starts.filter((pid) => lives.has(pid)).join() ? [] : ['lives out of order'];
  const wrote = new Map(
    service
      .events()
      .flatMap((line) => [/^wrote (\d+) (\d+)$/.exec(line)?.slice(1) as [string, string]].filter(Boolean)),
  );
  const wrong = starts.flatMap((pid) =>
    wrongLife(
      pid,
      (lives.get(pid) ?? []).map(([, number]) => Number(number)),
      Number(wrote.get(pid) ?? 0),
    ),
  );
  return [...halves.map((line) => `half a line: ${line}`), ...outOfOrder, ...wrong];
};
