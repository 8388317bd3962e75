import type { ActorRefFrom, AnyActor } from 'xstate';
import type { initMachine } from '../../machines/init.ts';
import type { ProgramFact } from '../../machines/ports.ts';
import { CANNOT_EXECUTE, type ExitStatus } from '../../machines/rules/exit-status.ts';
import { shellCode } from '../../machines/rules/shell-code.ts';
import { serviceMachine } from '../../machines/service.ts';
import type { ServiceContext } from '../../machines/service-context.ts';

/** How `run` has ended, if that is what a fact tells. */
const endOf = (fact: ProgramFact): ExitStatus | undefined => {
  if (fact.type === 'program.failed') return CANNOT_EXECUTE;
  return fact.type === 'program.exited' ? fact.status : undefined;
};

/** The service that gets a fact, unless it is a log service or in its `finish`. */
const runningService = (actor: AnyActor): ServiceContext | undefined => {
  if (actor.logic.id !== serviceMachine.id) return undefined;
  const { context } = actor.getSnapshot() as { context: ServiceContext };
  return context.role === 'main' && context.program?.file !== 'finish' ? context : undefined;
};

/**
 * Tells an init of the end of its main service: of `run`, whoever ended it. By inspection, so that a service knows
 * nothing of containers. Call it before the init is started.
 */
export const watchMainService = (init: ActorRefFrom<typeof initMachine>, name: string): void => {
  (init as AnyActor).system.inspect((seen) => {
    if (seen.type !== '@xstate.event' || !seen.event.type.startsWith('program.')) return;
    const status = endOf(seen.event as ProgramFact);
    const service = status && runningService(seen.actorRef as AnyActor);
    if (!status || !service) return;
    const slot = init.getSnapshot().children.runsvdir?.getSnapshot().context.services.get(service.place);
    if (slot?.name === name) init.send({ type: 'main.ended', exitCode: shellCode(status) });
  });
};
