import { Observable } from 'rxjs';
import type { Actor, AnyMachineSnapshot } from 'xstate';
import type { Role } from '../../machines/ports.ts';
import type { runsvdirMachine } from '../../machines/runsvdir.ts';
import { serviceMachine } from '../../machines/service.ts';
import { type Condition, conditionAfter, differs, type ServiceSnapshot } from '../watch/condition.ts';

/** A service, or its log service, was seen to change. */
export type Sighting = {
  /** Identity of the service directory. */
  readonly key: string;
  readonly name: string;
  readonly role: Role;
  readonly condition: Condition;
};

/**
 * Follows every service under a runsvdir by its actors' snapshots, seen as they are taken: no state is too short to be
 * told. Subscribe before the runsvdir is started.
 */
export const watchServices = (runsvdir: Actor<typeof runsvdirMachine>): Observable<Sighting> =>
  new Observable((subscriber) => {
    const conditions = new Map<string, Condition>();
    // A service that ends is told of when its runsvdir has forgotten it already.
    const names = new Map<string, string>();
    const nameOf = (key: string): string => {
      const name = runsvdir.getSnapshot().context.services.get(key)?.name ?? names.get(key) ?? key;
      names.set(key, name);
      return name;
    };
    const subscription = runsvdir.system.inspect((seen) => {
      if (seen.type !== '@xstate.snapshot') return;
      if ((seen.snapshot as AnyMachineSnapshot).machine?.id !== serviceMachine.id) return;
      const snapshot = seen.snapshot as unknown as ServiceSnapshot;
      const { place: key, role } = snapshot.context;
      const before = conditions.get(`${role} ${key}`);
      const condition = conditionAfter(before, snapshot);
      conditions.set(`${role} ${key}`, condition);
      if (!differs(before, condition)) return;
      subscriber.next({ key, name: nameOf(key), role, condition });
    });
    return () => subscription.unsubscribe();
  });
