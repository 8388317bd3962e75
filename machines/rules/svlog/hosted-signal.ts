/** What a signal does to a svlogd. */
export type SignalEffect = 'order' | 'stop' | 'continue' | 'death' | 'nothing';

const EFFECTS: Readonly<Record<string, SignalEffect>> = {
  SIGTERM: 'order',
  SIGHUP: 'order',
  SIGALRM: 'order',
  SIGSTOP: 'stop',
  SIGCONT: 'continue',
  SIGKILL: 'death',
  SIGINT: 'death',
  SIGQUIT: 'death',
  SIGUSR1: 'death',
  SIGUSR2: 'death',
};

/** What the kernel would do with a signal: runit's svlogd handles three, and has the others at their default. */
export const effectOf = (signal: string): SignalEffect => EFFECTS[signal] ?? 'nothing';
