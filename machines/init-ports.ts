import type { ExitStatus } from './rules/exit-status.ts';

/** The three stages of a system's life: `/etc/runit/1`, `2` and `3`. */
export type Stage = 1 | 2 | 3;

/** Port `stage`: runs a stage and tells its end. One of `failed`, `refused` and `exited` comes, once. */
export type StageInput = { readonly stage: Stage };
export type StageOrder =
  | { readonly type: 'stage.signal'; readonly signal: 'SIGTERM' | 'SIGKILL' | 'SIGALRM' }
  /** KILL to what is left of the stage's process group, even when the stage itself has ended. */
  | { readonly type: 'stage.killAll' };
export type StageFact =
  /** It could not be executed; the reason has been reported. */
  | { readonly type: 'stage.failed' }
  /** The kernel refused to make a process; reported. */
  | { readonly type: 'stage.refused' }
  | { readonly type: 'stage.exited'; readonly status: ExitStatus };

/** Port `keys`: runs `/etc/runit/ctrlaltdel` and tells its end, once. */
export type KeysFact = { readonly type: 'keys.finished'; readonly crashed: boolean };

/** A file whose owner execute bit asks for something. */
export type RequestFile = 'stopit' | 'reboot' | 'ctrlaltdel';
/** Port `requests`: looks at these files, and takes a stop request back once it is being carried out. */
export type RequestsOrder =
  | { readonly type: 'requests.look'; readonly file: RequestFile }
  | { readonly type: 'requests.clear' };
export type RequestsFact = { readonly type: 'requests.seen'; readonly file: RequestFile; readonly isSet: boolean };

/** What the kernel can be asked to do with the whole system. */
export type KernelCall = 'restart' | 'powerOff' | 'halt';
/** Port `kernel`: the end of everything. Where a call is obeyed nothing follows; where it is not, `refused` does. */
export type KernelOrder =
  | { readonly type: 'kernel.killAll' }
  | { readonly type: 'kernel.call'; readonly call: KernelCall };
export type KernelFact = { readonly type: 'kernel.refused' };

/** Port `announcer`: lines that runit says on the system's terminal. A port, not an action: an action would overtake the orders to other ports. */
export type AnnouncerOrder = {
  readonly type: 'announcer.say';
  readonly level: 'info' | 'warning';
  readonly text: string;
};
