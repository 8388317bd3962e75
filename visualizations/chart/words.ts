/** Longest parameter that is shown beside the name of an action or a guard. */
const LONGEST_PARAMETER = 12;

type Named = { readonly type?: string; readonly params?: unknown; readonly event?: unknown };

const isShort = (value: unknown): value is string | number =>
  (typeof value === 'string' || typeof value === 'number') && String(value).length <= LONGEST_PARAMETER;

const parametersOf = (params: unknown): string => {
  if (params === null || typeof params !== 'object') return '';
  const values = Object.values(params).flat();
  return values.length > 0 && values.every(isShort) ? ` ${values.join(' ')}` : '';
};

const raised = ({ event }: Named): string => {
  const type = (event as { type?: unknown } | undefined)?.type;
  return typeof type === 'string' ? `raise ${type}` : 'raise';
};

/** An action or guard by its name and its short parameters: `want up`, `signal SIGTERM`. */
export const nameOf = (action: unknown): string => {
  if (typeof action === 'string') return action;
  const named = action as Named;
  if (named.type === 'xstate.raise') return raised(named);
  return named.type === undefined || named.type === '' ? 'inline' : named.type + parametersOf(named.params);
};

/** `xstate.after.pause.service.backoff` → `after pause`, `xstate.done.actor.main` → `main is done`. */
export const eventTitle = (event: string): string =>
  event
    .replace(/^xstate\.after\.([^.]+)\..*$/, 'after $1')
    .replace(/^xstate\.done\.actor\.\*$/, 'an actor is done')
    .replace(/^xstate\.done\.actor\.(.+)$/, '$1 is done')
    .replace(/^xstate\.error\.actor\.\*$/, 'an actor failed')
    .replace(/^xstate\.error\.actor\.(.+)$/, '$1 failed');
