import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Mood } from './storm.ts';

const NUMBERED = resolve(import.meta.dirname, '../../fixtures/numbered.pl');

/** How a service behaves. */
type Manner = {
  /** Microseconds between two lines. */
  readonly pace: number;
  /** Seconds until it crashes; 0: never. */
  readonly lifetime?: number;
  readonly stubborn?: boolean;
  readonly finish?: string;
  /** Text of `control/t`. */
  readonly term?: string;
};

const MANNERS: readonly Manner[] = [
  { pace: 300 },
  { pace: 50 },
  { pace: 1000, finish: 'echo "$@" >>ends' },
  { pace: 300, lifetime: 1, finish: 'echo "$@" >>ends' },
  { pace: 2000, lifetime: 2 },
  { pace: 1000, stubborn: true, finish: 'sleep 0.2; echo "$@" >>ends' },
  { pace: 1000, term: 'sleep 0.1; exit 1' },
  { pace: 5000, finish: 'exit 1' },
];

/** What the files of a service say of it. */
export type Said = {
  readonly state: string;
  readonly want: 'up' | 'down';
  readonly pid: number;
  readonly paused: boolean;
};

const script = (path: string, text: string): void => {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
};

const isAlive = (pid: number): boolean => {
  try {
    return !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};

/** One service that numbers its lines, and its hosted logger. */
export class Numbered {
  readonly name: string;
  readonly home: string;

  constructor(root: string, name: string, { pace, lifetime = 0, stubborn, finish, term }: Manner) {
    this.name = name;
    this.home = join(root, name);
    mkdirSync(join(this.home, 'log/main'), { recursive: true });
    script(join(this.home, 'run'), `exec perl ${NUMBERED} ${pace} ${lifetime} ${stubborn ? 'stubborn' : 'obedient'}`);
    script(join(this.home, 'log/run'), 'exec svlogd ./main');
    writeFileSync(join(this.home, 'log/main/config'), 's100000\nn0\n');
    if (finish) script(join(this.home, 'finish'), finish);
    if (!term) return;
    mkdirSync(join(this.home, 'control'));
    script(join(this.home, 'control/t'), term);
  }

  #read(file: string): string {
    const path = join(this.home, file);
    return existsSync(path) ? readFileSync(path, 'latin1') : '';
  }

  /** What `supervise/status` says. */
  get said(): Said {
    const status = readFileSync(join(this.home, 'supervise/status'));
    return {
      state: ['down', 'run', 'finish'][status[19]!]!,
      want: status[17] === 'u'.charCodeAt(0) ? 'up' : 'down',
      pid: status.readUInt32LE(12),
      paused: status[16] !== 0,
    };
  }

  /** Whether it is as its files say it is wanted; a program that is wanted down may still be told to end. */
  get isAsWanted(): boolean {
    const { state, want, pid } = this.said;
    if (state === 'run' || state === 'finish') return isAlive(pid);
    return want === 'down';
  }

  /** Pid of the process that runs; 0: none. */
  get pid(): number {
    const { state, pid } = this.said;
    return state === 'run' && isAlive(pid) ? pid : 0;
  }

  /** How many times a second copy was started. */
  get copies(): number {
    return this.#read('copies').split('\n').length - 1;
  }

  /** Every life, and the number that it counted last. */
  get lives(): ReadonlyMap<number, number> {
    const lines = `${this.#read('lives')}${this.#read('count')}`.split('\n').filter((line) => line.trim() !== '');
    return new Map(lines.map((line) => line.trim().split(' ').map(Number) as [number, number]));
  }

  get log(): string {
    return join(this.home, 'log/main');
  }
}

/** Services of all manners, seen by a scanner in `root/services`; `calm`: none that ends by itself. */
export const populate = (
  root: string,
  count: number,
  mood: Mood,
): { directory: string; services: readonly Numbered[] } => {
  const manners = MANNERS.filter(({ lifetime }) => mood === 'wild' || !lifetime);
  const directory = join(root, 'services');
  mkdirSync(directory, { recursive: true });
  const services = Array.from(
    { length: count },
    (_, index) => new Numbered(join(root, 'homes'), `s${index}`, manners[index % manners.length]!),
  );
  for (const { home, name } of services) symlinkSync(home, join(directory, name));
  return { directory, services };
};
