import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sendSignal } from '../../adapters/send-signal.ts';
import { start } from '../bench/support/processes.ts';
import { ours } from '../bench/support/programs.ts';
import type { Starts } from '../bench/support/starts.ts';
import { procLink } from '../conformance/support/proc.ts';
import type { Dice } from '../support/dice.ts';
import type { Record } from './record.ts';

/** Milliseconds between two crashes whose latency is noted, two looks whether others are due, and two storms. */
const NOTE_PERIOD = 1000;
const LOOK_PERIOD = 50;
const STORM_PERIOD = 5000;
/** A service that is not there again after this is missing. */
const PATIENCE = 20_000;
/** runit makes a service rest that has not lived as long. */
const REST = 1000;
const LETTERS = 'uuuddtthaicpq12ko';
/** Letters a storm. */
const STORM = 200;
const COMMANDS = [['-w', '10', 'restart'], ['-w', '10', 'force-restart'], ['status'], ['hup']] as const;

/** What those who make trouble need to know. */
export type Scene = {
  readonly services: string;
  readonly starts: Starts;
  readonly crashers: readonly string[];
  /** Crashes a second. */
  readonly rate: number;
  readonly stormed: readonly string[];
  /** Opens the control FIFO of a service. */
  readonly control: (name: string) => number;
  readonly dice: Dice;
  readonly seconds: () => number;
  readonly record: Record;
  readonly stop: AbortSignal;
};

const tick = (period: number, stop: AbortSignal): Promise<boolean> =>
  pause(period, true, { signal: stop }).catch(() => false);

/** The process that `supervise/pid` names, if it is the service's own. */
const pidOf = (directory: string): number | undefined => {
  const pid = Number.parseInt(readFileSync(join(directory, 'supervise/pid'), 'latin1'), 10);
  return pid > 1 && procLink(pid, 'cwd') === directory ? pid : undefined;
};

const PLAIN = 'plain';

/** Milliseconds until the first word of a shell that this process starts. */
const plainStart = async ({ starts }: Scene): Promise<number | undefined> => {
  const heard = starts.next(PLAIN, PATIENCE);
  const began = performance.now();
  await start(['/bin/sh', '-c', starts.note(PLAIN)]).ended;
  const at = await heard;
  return at && at - began;
};

/**
 * Kills a service, and waits for its next start.
 *
 * @returns milliseconds until then; undefined where it did not come, or there was nothing to kill.
 */
const crash = async ({ services, starts, record }: Scene, name: string): Promise<number | undefined> => {
  // On a slow machine its turn may come before the start is heard that the last crash waits for.
  if (starts.isAwaited(name)) return undefined;
  const pid = pidOf(join(services, name));
  const started = starts.last(name);
  if (pid === undefined || started === undefined || performance.now() - started <= REST) return undefined;
  const next = starts.next(name, PATIENCE);
  const killed = performance.now();
  sendSignal(pid, 'SIGKILL');
  const again = await next;
  if (again === undefined) {
    record.missing.push(name);
    return undefined;
  }
  record.crashes += 1;
  return again - killed;
};

/** Kills a service, and notes its latency beside that of a plain start. */
const notedCrash = async (scene: Scene, name: string): Promise<void> => {
  const at = scene.seconds();
  const latency = await crash(scene, name);
  const plain = latency === undefined ? undefined : await plainStart(scene);
  if (latency !== undefined && plain !== undefined) scene.record.restarts.push({ at, latency, plain });
};

/** Kills a service each second, each in its turn; on a machine where starts take long, the next one when it is there. */
const notedCrashes = async (scene: Scene, names: readonly string[]): Promise<void> => {
  const period = Math.max(NOTE_PERIOD, 1000 / scene.rate);
  for (let turn = 0; await tick(period, scene.stop); turn++) await notedCrash(scene, names[turn % names.length]!);
};

/** Kills as many more as are due. Where as many are still to come again as a second has, it lets some out. */
const furtherCrashes = async (scene: Scene, names: readonly string[]): Promise<void> => {
  const { seconds, stop } = scene;
  const rate = scene.rate - 1;
  const began = seconds();
  const open = new Set<Promise<unknown>>();
  for (let turn = 0; await tick(LOOK_PERIOD, stop); )
    for (const due = (seconds() - began) * rate; turn < due; turn += 1) {
      if (open.size >= rate) continue;
      const one: Promise<unknown> = crash(scene, names[turn % names.length]!).finally(() => open.delete(one));
      open.add(one);
    }
  await Promise.all(open);
};

/** Kills so many services a second, each in its turn; one a second, of the first half of them, is noted. */
export const crashes = async (scene: Scene): Promise<void> => {
  const { crashers, rate } = scene;
  const noted = rate > 1 ? crashers.slice(0, Math.ceil(crashers.length / 2)) : crashers;
  const others = rate > 1 ? furtherCrashes(scene, crashers.slice(noted.length)) : undefined;
  await Promise.all([notedCrashes(scene, noted), others]);
};

/** All at once, as fast as they can be written. A FIFO that is full takes no more. */
const burst = ({ stormed, dice, record }: Scene, fds: readonly number[]): void => {
  for (let left = STORM; left > 0; left--) {
    try {
      writeSync(fds[dice(stormed.length)]!, LETTERS[dice(LETTERS.length)]!);
      record.letters += 1;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
  for (const fd of fds) writeSync(fd, 'cu');
};

/** Letters to all in no order every few seconds, and sv for some; in the end all are told to go on and be up. */
export const storms = async (scene: Scene): Promise<void> => {
  const { services, stormed, control, dice, record, stop } = scene;
  const fds = stormed.map(control);
  while (await tick(STORM_PERIOD, stop)) {
    burst(scene, fds);
    const targets = [1, 2, 3].map(() => join(services, stormed[dice(stormed.length)]!));
    const { ended } = start([ours('sv').path, ...COMMANDS[dice(COMMANDS.length)]!, ...targets]);
    await ended;
    record.commands += 1;
  }
};
