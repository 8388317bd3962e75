import type { Program } from './program.ts';
import { empty, runs, type Sandbox, type Tree, text } from './sandbox.ts';
import type { Service } from './service.ts';
import { until } from './until.ts';

/** A service in a known state, and the runsv that has it. */
export type Situation = { readonly service: Service; readonly runsv: Program };

/** Brings a fresh service into a state; `extra` is put into its directory before runsv starts. */
export type Arrange = (box: Sandbox, extra: Tree) => Promise<Situation>;

const supervised = async (box: Sandbox, tree: Tree): Promise<Situation> => {
  const service = box.make('service', { run: runs('recorder.sh'), ...tree });
  return { service, runsv: await box.supervise(service) };
};

const running: Arrange = async (box, extra) => {
  const situation = await supervised(box, extra);
  await situation.service.started('run');
  return situation;
};

const paused: Arrange = async (box, extra) => {
  const situation = await running(box, extra);
  await situation.service.write('p');
  await situation.service.untilStat('run, paused');
  return situation;
};

/** The service has got a letter that asks it to end, and does not obey. */
const stubborn =
  (letter: string, stat: string): Arrange =>
  async (box, extra) => {
    const situation = await running(box, { ...extra, stubborn: empty });
    await situation.service.write(letter);
    await situation.service.untilStat(stat);
    await situation.service.heard();
    return situation;
  };

const down: Arrange = async (box, extra) => {
  const situation = await supervised(box, { down: empty, ...extra });
  await situation.service.write('z');
  return situation;
};

const once: Arrange = async (box, extra) => {
  const situation = await down(box, extra);
  await situation.service.write('o');
  await situation.service.started('run');
  return situation;
};

/** `run` was ended from outside, `finish` takes its time. */
const finishing: Arrange = async (box, extra) => {
  const situation = await running(box, extra);
  process.kill(situation.service.pidOf('run'), 'SIGKILL');
  await situation.service.started('finish');
  return situation;
};

/** What is left of the second of rest must do for the letter, also on a busy machine. */
const isFresh = (service: Service): boolean => Date.now() - service.status().since / 1000 < 600;

/** `run` ended at once: the second of rest before the next start. Where it was missed, all begins again. */
const resting: Arrange = async (box, extra) => {
  for (;;) {
    const situation = await supervised(box, { ...extra, 'run.once': text('7\n'), 'finish.once': text('0\n') });
    const { service } = situation;
    // Both: `status` is written after `stat`, so alone it may still be the one from before the start.
    const rests = () =>
      service.count('run exits 7') > 0 && service.stat() === 'down' && service.status().state === 'down';
    await until('it rests or has rested', () => rests() || service.recording(), { seen: () => service.view() });
    if (rests() && isFresh(service)) return situation;
    await box.wipe();
  }
};

/** Every state in which a letter can arrive. */
export const SITUATIONS: Readonly<Record<string, Arrange>> = {
  down,
  running,
  'running and paused': paused,
  'running in spite of t': stubborn('t', 'run, got TERM'),
  'running in spite of d': stubborn('d', 'run, got TERM, want down'),
  'running in spite of x': stubborn('x', 'run, got TERM, want exit'),
  'running once': once,
  'finish running': finishing,
  resting,
};
