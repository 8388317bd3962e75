import type { Scenario } from './compare.ts';
import { alive, childrenOf, commandLine, processState } from './proc.ts';
import type { Ending } from './program.ts';
import { runs, type Tree } from './sandbox.ts';
import type { Service } from './service.ts';
import type { Arrange, Situation } from './situations.ts';
import { until } from './until.ts';
import type { View } from './view.ts';

/** One moment of a story: the service's files, what its processes heard, and whether runsv still lives. */
export type Moment = View & {
  readonly stopped: boolean;
  /** Whether the time stamp is another one than at the moment before. */
  readonly renewed: boolean;
  /** The last three digits of the nanoseconds. */
  readonly nanoseconds: number;
  readonly runsv: Ending | 'alive';
};

/** What becomes of a service: the moments in order, and all that runsv and its children said. */
export type Story = { readonly moments: readonly Moment[]; readonly stderr: string };

/** Where the story goes next: what counts as having arrived there. */
type Expectation = 'anything' | 'a process' | 'the end';

/** Whether nothing more will happen by itself. */
const settled = ({ service, runsv }: Situation, expected: Expectation): boolean => {
  if (runsv.result !== undefined) return true;
  const { state, want } = service.status();
  return state === 'down' ? want === 'd' && expected === 'anything' : service.recording();
};

/** Waits until nothing more will happen by itself, and looks around. */
export const settle = async (situation: Situation, since: number, expected: Expectation): Promise<Moment> => {
  const { service, runsv } = situation;
  await until('the service has settled', () => settled(situation, expected), {
    seen: () => [expected, service.view(), runsv.result, runsv.stderr()],
  });
  return {
    ...service.view(),
    stopped: processState(service.status().pid) === 'T',
    renewed: service.status().since !== since,
    nanoseconds: service.statusBytes().readUInt32BE(8) % 1000,
    runsv: runsv.result ?? 'alive',
  };
};

/** Ends the process of the moment: from outside, by itself where it can. */
const endProcess = async (service: Service): Promise<void> => {
  const { pid } = service.status();
  const who = service.whose(pid) as 'run' | 'finish';
  if (processState(pid) === 'T') process.kill(pid, 'SIGKILL');
  else service.release(who);
  await until(`${who} is gone`, () => !alive(pid));
};

const isProcess = (moment: Moment): boolean =>
  moment.runsv === 'alive' && moment.stat !== 'down' && moment.status.pid !== 'none';

/** Ends whatever runs, until `run` was started afresh or nothing is left, to see what comes after. */
export const aftermath = async (situation: Situation, first: Moment): Promise<Moment[]> => {
  const { service } = situation;
  const moments = [first];
  for (let last = first; isProcess(last) && moments.length < 4; last = moments.at(-1)!) {
    const { since } = service.status();
    await endProcess(service);
    moments.push(await settle(situation, since, last.stat.endsWith('want exit') ? 'the end' : 'anything'));
    if (moments.at(-1)!.status.pid === 'run') break;
  }
  return moments;
};

/** Waits until no control script runs any more, and runsv has acted on the last one's exit. */
const quiet = async ({ service, runsv }: Situation): Promise<void> => {
  const busy = () => childrenOf(runsv.pid).some((pid) => pid !== service.status().pid);
  do {
    await until('the control scripts have ended', () => !busy(), {
      seen: () => childrenOf(runsv.pid).map((pid) => commandLine(pid)),
    });
    await service.write('z').catch(() => undefined);
  } while (busy());
};

/** Waits until whoever runs has written down the signals that were sent. One that has only begun would die of the mark. */
const heard = async (service: Service): Promise<void> => {
  for (const who of ['run', 'finish'] as const) {
    if (service.listens(who)) await service.heard(who);
  }
};

const expectation = (letter: string, stat: string): Expectation => {
  if (letter === 'o') return 'a process';
  const exits = letter === 'x' || (stat.endsWith('want exit') && !'ud'.includes(letter));
  return exits ? 'the end' : 'anything';
};

/** Writes a letter and waits until nothing more comes of it. */
export const give = async (situation: Situation, letter: string): Promise<Moment> => {
  const { service } = situation;
  const { since } = service.status();
  const expected = expectation(letter, service.stat());
  await service.write(Buffer.from(letter, 'latin1'));
  await quiet(situation);
  await heard(service);
  return settle(situation, since, expected);
};

/** Arranges a state, writes a letter, and follows the service until everything it started has ended. */
export const afterLetter =
  (arrange: Arrange, letter: string, tree: Tree): Scenario<Story> =>
  async (box) => {
    const situation = await arrange(box, tree);
    const { runsv } = situation;
    const moments = await aftermath(situation, await give(situation, letter));
    return { moments, stderr: runsv.stderr() };
  };

/** The same finish everywhere: it writes down its arguments and takes its time. */
export const FINISH: Tree = { finish: runs('recorder.sh') };

/** A moment in few words, for expectations that are written out. */
export type BriefMoment = {
  readonly stat: string;
  readonly events: readonly string[];
  /** Its exit code, where it has ended. */
  readonly runsv: number | 'alive' | undefined;
};

export const briefly =
  (scenario: Scenario<Story>): Scenario<readonly BriefMoment[]> =>
  async (box) =>
    (await scenario(box)).moments.map(({ stat, events, runsv }) => ({
      stat,
      events,
      runsv: runsv === 'alive' ? runsv : runsv.code,
    }));
