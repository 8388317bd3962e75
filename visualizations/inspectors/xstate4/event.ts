/**
 * XState 5's names of its own events, as version 4 has them; other names stay. The machine's own id is part of the names
 * of timers, and has no dots.
 */
export const eventType = (type: string): string => {
  const timer = /^xstate\.after\.([^.]+)\.(.+)$/.exec(type);
  if (timer) return `xstate.after(${timer[1]})#${timer[2]}`;
  return type
    .replace(/^xstate\.done\.actor\./, 'done.invoke.')
    .replace(/^xstate\.error\.actor\./, 'error.platform.')
    .replace(/^xstate\.done\.state\./, 'done.state.');
};

/** An event under the name that version 4 has for it. */
export const eventOf = <Event extends { readonly type: string }>(event: Event): Event => ({
  ...event,
  type: eventType(event.type),
});
