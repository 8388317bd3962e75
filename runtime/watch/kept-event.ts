type AnyEvent = { readonly type: string; readonly [field: string]: unknown };

const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * What is kept of an event: itself, unless it refers to more than a step may hold on to: what a scan saw, what an actor
 * was given, the error that it ended with.
 *
 * @param nameOf the directory behind the id of a runsv.
 */
export const keptEvent = (event: AnyEvent, nameOf: (actorId: string) => string | undefined): { type: string } => {
  const { type } = event;
  if (type === 'scan.completed') {
    const { entries, unknown, dangling, forced } = event;
    return {
      type,
      entries: lengthOf(entries),
      unknown: lengthOf(unknown),
      dangling: lengthOf(dangling),
      forced,
    } as AnyEvent;
  }
  if (type === 'scan.added') return { type, entries: lengthOf(event.entries) } as AnyEvent;
  if (!type.startsWith('xstate.') || type.startsWith('xstate.after.')) return event;
  if (type === 'xstate.init' || type === 'xstate.stop') return { type };
  const { actorId, error, output } = event;
  const ended = { type, actorId, name: nameOf(String(actorId)) };
  return (error === undefined ? { ...ended, output } : { ...ended, error: reasonOf(error) }) as AnyEvent;
};
