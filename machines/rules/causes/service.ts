import type { ServiceEvent } from '../../service-context.ts';
import { SIGNAL_OF_LETTER } from '../control-letter.ts';
import { exitText } from '../exit-text.ts';
import { type Causes, pauseIsOver } from './cause.ts';

/** The program that a fact of the `program` port is about: `finish` after the end of `run`. */
const fileIn = (state: string): string => (state === 'finishing' ? 'finish' : 'run');

/** Words of sv for the letters that are plain signals. */
const SV_WORD = { h: 'hup', a: 'alarm', i: 'interrupt', q: 'quit', '1': '1', '2': '2', t: 'term', k: 'kill' } as const;
const wordOf = (letter: keyof typeof SIGNAL_OF_LETTER): string =>
  letter in SV_WORD ? `sv ${SV_WORD[letter as keyof typeof SV_WORD]}` : `an order to send ${SIGNAL_OF_LETTER[letter]}`;

type Timed = { readonly type: 'xstate.after.pause' };

/** What happened to a service, in words. */
export const SERVICE_CAUSES: Causes<ServiceEvent | Timed> = {
  'control.up': () => 'sv up',
  'control.down': () => 'sv down',
  'control.once': () => 'sv once',
  'control.exit': ({ by }) => (by === 'supervisor' ? 'its supervisor was told to end it' : 'sv exit'),
  'control.kill': () => 'sv kill',
  'control.pause': () => 'sv pause',
  'control.continue': () => 'sv cont',
  'control.term': () => 'sv term',
  'control.signal': ({ letter }) => wordOf(letter),
  'program.started': ({ pid }, { state }) => `${fileIn(state)} was started, pid ${pid}`,
  'program.exited': ({ status }, { state }) => `${fileIn(state)} ${exitText(status)}`,
  'program.absent': (_, { state }) => `there is no ${fileIn(state)}`,
  'program.failed': (_, { state }) => `${fileIn(state)} cannot be executed`,
  'program.refused': (_, { state }) => `the kernel refused a process for ${fileIn(state)}`,
  'script.finished': ({ letter, suppressed }) =>
    suppressed ? `control/${letter} took the signal over` : `control/${letter} has ended, or there is none`,
  'service.drain': () => 'its service is gone: the rest of the log is read',
  'service.resume': () => 'its service has come back',
  'xstate.after.pause': (_, { facts }) => pauseIsOver(Number(facts.pause)),
};
