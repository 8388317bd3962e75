/**
 * What recording costs supervision: control letters through a runsvdir over fake ports, with and without a recorder;
 * and what it keeps in memory. `node --expose-gc test/bench/inspection.ts [LETTERS] [SERVICES]`.
 */
import { FakeRunsvdir } from '../runtime/watch/support/fake-runsvdir.ts';

const ROUNDS = 15;
const [LETTERS = 20_000, SERVICES = 10] = process.argv.slice(2).map(Number);

const secondsOf = (isRecorded: boolean): number => {
  const runsvdir = new FakeRunsvdir(isRecorded, SERVICES);
  globalThis.gc?.();
  const started = process.cpuUsage();
  runsvdir.letters('hacu1', LETTERS);
  const { user, system } = process.cpuUsage(started);
  runsvdir.stop();
  return (user + system) / 1e6;
};

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;

const heap = (): number => {
  globalThis.gc!();
  return process.memoryUsage().heapUsed;
};

/** Bytes of heap for each service that recording takes; `letters` for each before it is measured. */
const bytesPerService = (services: number, letters: number): number => {
  const [without, withIt] = [false, true].map((isRecorded) => {
    const before = heap();
    const runsvdir = new FakeRunsvdir(isRecorded, services);
    runsvdir.letters('h', services * letters);
    const bytes = heap() - before;
    runsvdir.stop();
    return bytes;
  });
  return Math.round((withIt! - without!) / services);
};

secondsOf(true);
secondsOf(false);
const rounds = Array.from({ length: ROUNDS }, () => [secondsOf(false), secondsOf(true)] as const);
const without = median(rounds.map(([seconds]) => seconds));
const withIt = median(rounds.map(([, seconds]) => seconds));
const ratio = median(rounds.map(([one, other]) => other / one));
const micro = (seconds: number): string => `${((seconds / LETTERS) * 1e6).toFixed(2)} µs`;
console.log(`${LETTERS} letters, ${ROUNDS} rounds, medians of CPU time a letter`);
console.log(`  without ${micro(without)}, recorded ${micro(withIt)}: ${((ratio - 1) * 100).toFixed(1)} % more`);
if (globalThis.gc) {
  console.log(`  heap for each service that has just been started: ${bytesPerService(2000, 0)} bytes`);
  console.log(`  after 300 transitions of each: ${bytesPerService(1000, 150)} bytes`);
}
