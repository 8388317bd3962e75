import type { AnyActor } from 'xstate';
import type { LogConfig } from '../machines/rules/svlog/config.ts';
import type { Directory } from './directory.ts';
import type { Buffers } from './log-buffers.ts';
import type { Ledger } from './log-ledger.ts';
import type { Pump } from './log-pump.ts';
import type { Diagnostic, System } from './system.ts';

/** An open log directory, shared by its ports. */
export type LogPlace = {
  /** As messages name it. */
  readonly label: string;
  readonly directory: Directory;
  readonly config: LogConfig;
};

/** What the ports of a svlogd share. */
export type LogSupplies = {
  readonly system: System;
  readonly pump: Pump;
  readonly buffers: Buffers;
  /** What relative directories begin at: empty where that is the working directory. */
  readonly root: string;
  /** How far each directory has come; undefined where nobody could use it. */
  readonly ledger?: Ledger;
  readonly stamp: 0 | 1 | 2 | 3;
  readonly verbose: boolean;
  /** Open directories by the name that ports are given; kept for a processor that outlives a reload. */
  readonly places: Map<string, LogPlace>;
  /** The log that a processor has, by place: pruning leaves it alone. */
  readonly busy: Map<string, string>;
  /** When the ports are stopped before they have closed their files: whether these are as they should be. */
  readonly ending: { isOrderly: boolean };
  readonly say: (diagnostic: Omit<Diagnostic, 'program'>) => void;
  /** Told of an exception in a port; undefined where it is to end the program. */
  readonly fault?: (cause: unknown) => void;
};

/**
 * Finds what the ports of a svlogd share by the actor system that they are in: all loggers of a program have one logic
 * between them, since providing it anew for each would cost the size of its charts.
 */
export type FindLogSupplies = (system: AnyActor['system']) => LogSupplies;

/**
 * Runs what a port does. A callback actor that ends by its own exception is not disposed of, and would keep its locks and
 * descriptors: where the program goes on, whoever owns the ports stops them all instead.
 */
export const guarded = ({ fault }: Pick<LogSupplies, 'fault'>, act: () => void): void => {
  try {
    act();
  } catch (cause) {
    if (!fault) throw cause;
    fault(cause);
  }
};

/** Tells of what goes well, where `-v` asks for it. */
export const inform = ({ verbose, say }: LogSupplies, message: string, subject: string): void => {
  if (verbose) say({ level: 'info', message, subject });
};
