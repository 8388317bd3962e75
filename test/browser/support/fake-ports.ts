import { fromCallback, type SimulatedClock } from 'xstate';
import type {
  Moment,
  ProgramFact,
  ProgramInput,
  ProgramOrder,
  Role,
  ScriptInput,
  ScriptOrder,
  SuperviseFact,
  SuperviseInput,
  SuperviseOrder,
} from '../../../machines/ports.ts';
import { runsvMachine } from '../../../machines/runsv.ts';
import { serviceMachine } from '../../../machines/service.ts';

/** What a test does to the programs of one service. */
export type Hands = {
  tell: (fact: SuperviseFact) => void;
  readonly programs: Map<Role, (fact: ProgramFact) => void>;
  readonly at: () => Moment;
};

const ENDS: Readonly<Record<string, number>> = { SIGTERM: 15, SIGKILL: 9, SIGINT: 2, SIGHUP: 1 };
let pid = 4000;

const programPort = ({ programs, at }: Hands) =>
  fromCallback<ProgramOrder, ProgramInput>(({ input, receive, sendBack }) => {
    const tell = (fact: ProgramFact): void => sendBack(fact);
    if (input.file === 'finish') return tell({ type: 'program.absent', at: at() });
    programs.set(input.role, tell);
    tell({ type: 'program.started', pid: pid++, at: at() });
    receive(({ signal }) => {
      const number = ENDS[signal];
      if (number !== undefined)
        tell({ type: 'program.exited', status: { code: null, signal: number, core: false }, at: at() });
    });
    return undefined;
  });

const scriptPort = fromCallback<ScriptOrder, ScriptInput>(({ input: { letter }, sendBack }) =>
  sendBack({ type: 'script.finished', letter, suppressed: false }),
);

const supervisePort = (hands: Hands, log: boolean) =>
  fromCallback<SuperviseOrder, SuperviseInput>(({ sendBack, receive }) => {
    const tell = (fact: SuperviseFact): void => sendBack(fact);
    hands.tell = tell;
    const role = { down: false, adoptable: undefined };
    receive(({ type }) => {
      if (type === 'supervise.open')
        tell({ type: 'supervise.opened', main: role, log: log ? role : undefined, at: hands.at() });
      if (type === 'supervise.announce') tell({ type: 'supervise.announced' });
    });
  });

/** Hands whose `elapsed` is the simulated clock's, and whose wall clock began at `epoch` milliseconds. */
export const handsOf = (clock: SimulatedClock, epoch: number): Hands => ({
  tell: () => {},
  programs: new Map(),
  at: () => ({ elapsed: clock.now(), wall: (epoch + clock.now()) * 1000 }),
});

/** The real machines of a service directory over ports that a test holds in its hands. */
export const machineOver = (hands: Hands, log: boolean) =>
  runsvMachine.provide({
    actors: {
      supervise: supervisePort(hands, log),
      service: serviceMachine.provide({ actors: { program: programPort(hands), script: scriptPort } }),
    },
  });
