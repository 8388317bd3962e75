/** The order in which a shell tells of signals that it finds together: that of their numbers. */
const ORDER = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGTERM', 'SIGCONT'];

/** How a process ended: its exit code, or the number of the signal. */
export type End = { readonly code: number } | { readonly signal: number };

/** A process of the plain world: the fixtures' shells, as the kernel and their traps have them behave. */
export class Life {
  readonly file: 'run' | 'finish';
  readonly pid: number;
  stopped = false;
  end: End | undefined;
  readonly #stubborn: boolean;
  readonly #pending = new Set<string>();
  readonly #hear: (signal: string) => void;

  constructor(file: 'run' | 'finish', pid: number, stubborn: boolean, hear: (signal: string) => void) {
    this.file = file;
    this.pid = pid;
    this.#stubborn = stubborn;
    this.#hear = hear;
  }

  signal(signal: string): void {
    if (this.end) return;
    if (signal === 'SIGKILL') this.end = { signal: 9 };
    else if (signal === 'SIGSTOP') this.stopped = true;
    else {
      this.#pending.add(signal);
      if (signal === 'SIGCONT') this.stopped = false;
      if (!this.stopped) this.#deliver();
    }
  }

  /** A trap that ends the shell keeps those after it from running. */
  #deliver(): void {
    for (const signal of ORDER.filter((one) => this.#pending.delete(one))) {
      if (this.end) return;
      // The puppet tells of CONT only where TERM does not end it.
      if (signal !== 'SIGCONT' || this.#stubborn) this.#hear(signal.slice(3));
      if (signal === 'SIGTERM' && !this.#stubborn) this.end = { code: 0 };
    }
  }
}
