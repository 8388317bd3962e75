import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { Role, SuperviseFact, SuperviseInput, SuperviseOrder } from '../machines/ports.ts';
import type { StatusRecord } from '../machines/rules/status-record.ts';
import { LockError, SuperviseError } from './lock-and-fifos.ts';
import { holdLogpipe, releaseLogpipe } from './logpipe.ts';
import { OpenedService, UnsureError } from './opened-service.ts';
import type { Supplies } from './program.ts';
import { Rounds } from './rounds.ts';
import type { WriteFailure } from './status-files.ts';

/** What runsv does in a service directory, from its opening to its closing. */
class Supervision {
  readonly #service: OpenedService;
  readonly #label: string;
  readonly #supplies: Supplies;
  readonly #tell: (fact: SuperviseFact) => void;

  /** @param touched told when {@link renew} is due although nothing was written. */
  constructor(input: SuperviseInput, supplies: Supplies, tell: (fact: SuperviseFact) => void, touched: () => void) {
    this.#service = new OpenedService(input, supplies, tell, touched);
    this.#label = input.label;
    this.#supplies = supplies;
    this.#tell = tell;
  }

  #report(level: 'warning' | 'fatal', message: string, code?: string): void {
    this.#supplies.report({ program: 'runsv', subject: this.#label, level, message, code });
  }

  open(): void {
    try {
      this.#tell(this.#service.open());
    } catch (error) {
      this.close();
      // A log directory may be shared by several services: whose turn it is changes.
      if (error instanceof LockError && error.isHeld && error.prefix === 'log/supervise/')
        this.#tell({ type: 'supervise.busy' });
      else if (error instanceof UnsureError) this.#wait(error);
      else this.#fail(error);
    }
  }

  #wait({ message, code }: UnsureError): void {
    this.#report('warning', message, code);
    this.#tell({ type: 'supervise.unsure' });
  }

  #fail(error: unknown): void {
    if (!(error instanceof SuperviseError)) throw error;
    this.#report('fatal', error.message, error.code);
    this.#tell({ type: 'supervise.failed' });
  }

  /** Makes and opens `ok`: from here on clients see that a runsv is alive. */
  announce(): void {
    try {
      this.#service.main?.announce();
      this.#service.log?.announce();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#tell({ type: 'supervise.announced' });
  }

  write(role: Role, record: StatusRecord, once: boolean): void {
    const half = (role === 'main' ? this.#service.main : this.#service.log)!;
    this.#warn(half.write(record, once));
  }

  /** Whether {@link renew} may have something to do. */
  get isToBeRenewed(): boolean {
    return (this.#service.main?.isToBeRenewed || this.#service.log?.isToBeRenewed) ?? false;
  }

  /** Sees to it that the status files are there, and true; see {@link Half.renew}. */
  renew(): void {
    this.#warn(this.#service.main?.renew());
    this.#warn(this.#service.log?.renew());
  }

  #warn(failure: WriteFailure | undefined): void {
    if (failure) this.#report('warning', failure.message, failure.code);
  }

  exitInTurn(): void {
    this.#service.main!.obeyInTurn({ type: 'control.exit', by: 'supervisor' });
  }

  releaseLogpipe(): void {
    releaseLogpipe(this.#service.place!);
  }

  /** Refused, it is told; whoever starts a program takes hold of it before. */
  holdLogpipe(): void {
    try {
      holdLogpipe(this.#service.place!);
    } catch (error) {
      if (!(error instanceof SuperviseError)) throw error;
      this.#report('warning', error.message, error.code);
    }
  }

  close(): void {
    this.#service.close();
  }
}

/** Adapter of the `supervise` port: one service directory, opened, locked, heard and written to as runsv does. */
export const createSupervise = (supplies: Supplies): CallbackActorLogic<SuperviseOrder, SuperviseInput> => {
  const rounds = new Rounds(supplies.turns);
  return fromCallback<SuperviseOrder, SuperviseInput>(({ input, sendBack, receive }) => {
    const attend = (): void => (supervision.isToBeRenewed ? rounds.join(renew) : rounds.leave(renew));
    const supervision = new Supervision(input, supplies, sendBack, attend);
    const obey = (order: Exclude<SuperviseOrder, { type: 'supervise.open' }>): void => {
      if (order.type === 'status.write') supervision.write(order.role, order.record, order.once);
      else if (order.type === 'supervise.announce') supervision.announce();
      else if (order.type === 'supervise.exit') supervision.exitInTurn();
      else if (order.type === 'logpipe.close') supervision.releaseLogpipe();
      else supervision.holdLogpipe();
    };
    let closed = false;
    const attempt = (act: () => void): void => {
      try {
        if (!closed) act();
      } catch (cause) {
        sendBack({ type: 'supervise.faulted', cause } satisfies SuperviseFact);
      }
      if (!closed) attend();
    };
    receive((order) => {
      // Opening starts the service, too: a thousand of them at once would leave everybody unheard for seconds.
      if (order.type === 'supervise.open') supplies.turns(() => attempt(() => supervision.open()));
      else attempt(() => obey(order));
    });
    const renew = (): void => attempt(() => supervision.renew());
    return () => {
      closed = true;
      rounds.leave(renew);
      supervision.close();
    };
  });
};
