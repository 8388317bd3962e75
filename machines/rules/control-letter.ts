import type { Want } from './status-record.ts';

/** Letters of the control protocol that stand for a signal, and the signal they stand for. */
export const SIGNAL_OF_LETTER = {
  t: 'SIGTERM',
  k: 'SIGKILL',
  p: 'SIGSTOP',
  c: 'SIGCONT',
  h: 'SIGHUP',
  a: 'SIGALRM',
  i: 'SIGINT',
  q: 'SIGQUIT',
  '1': 'SIGUSR1',
  '2': 'SIGUSR2',
} as const;

export type SignalLetter = keyof typeof SIGNAL_OF_LETTER;
export type ServiceSignal = (typeof SIGNAL_OF_LETTER)[SignalLetter];

/** Letters that change what is wanted: up, down, once, exit. */
export type WantLetter = 'u' | 'd' | 'o' | 'x';

/** Every letter that runsv understands on `supervise/control`. */
export type ControlLetter = SignalLetter | WantLetter;

/** One order as it reaches a service. */
export type ControlEvent = {
  /** There are no control scripts when it comes: nobody is to be asked, as long as no order before it waits. */
  readonly unscripted?: true;
} & (
  | { readonly type: 'control.up' | 'control.down' | 'control.once' }
  /** `by`: whoever supervises asks for it, and no letter did. */
  | { readonly type: 'control.exit'; readonly by?: 'supervisor' }
  | { readonly type: 'control.kill' | 'control.pause' | 'control.continue' | 'control.term' }
  | { readonly type: 'control.signal'; readonly letter: SignalLetter }
);

const STAYS: Partial<Record<ControlEvent['type'], Want>> = {
  'control.up': 'up',
  'control.once': 'down',
  'control.down': 'down',
};

/** What an order wants of a service that has been told to exit, which undoes the exit; undefined: it undoes none. */
export const staysAs = ({ type }: ControlEvent): Want | undefined => STAYS[type];

const EVENT_OF_LETTER: Readonly<Record<ControlLetter, ControlEvent>> = {
  u: { type: 'control.up' },
  d: { type: 'control.down' },
  o: { type: 'control.once' },
  x: { type: 'control.exit' },
  t: { type: 'control.term' },
  k: { type: 'control.kill' },
  p: { type: 'control.pause' },
  c: { type: 'control.continue' },
  h: { type: 'control.signal', letter: 'h' },
  a: { type: 'control.signal', letter: 'a' },
  i: { type: 'control.signal', letter: 'i' },
  q: { type: 'control.signal', letter: 'q' },
  '1': { type: 'control.signal', letter: '1' },
  '2': { type: 'control.signal', letter: '2' },
};

/** The order that a byte read from a control FIFO stands for; undefined for junk, which runsv ignores silently. */
export const controlEvent = (byte: number): ControlEvent | undefined =>
  EVENT_OF_LETTER[String.fromCharCode(byte) as ControlLetter];
