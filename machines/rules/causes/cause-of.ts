import type { Circumstances } from './cause.ts';
import { LOG_DIRECTORY_CAUSES, SVLOGD_CAUSES } from './log.ts';
import { SERVICE_CAUSES } from './service.ts';
import { INIT_CAUSES, RUNSV_CAUSES, RUNSV_PROCESS_CAUSES, RUNSVDIR_CAUSES } from './supervision.ts';

type AnyEvent = { readonly type: string; readonly [field: string]: unknown };
type Texts = Readonly<Record<string, (event: never, circumstances: Circumstances) => string>>;

const CAUSES: Readonly<Record<string, Texts>> = {
  service: SERVICE_CAUSES,
  runsv: RUNSV_CAUSES,
  'runsv-process': RUNSV_PROCESS_CAUSES,
  runsvdir: RUNSVDIR_CAUSES,
  svlogd: SVLOGD_CAUSES,
  'log-directory': LOG_DIRECTORY_CAUSES,
  init: INIT_CAUSES,
};

/** `xstate.after.pause.service.backoff` is the delay `pause`, wherever it was set. */
const typeOf = (type: string): string =>
  type.startsWith('xstate.after.') ? type.split('.').slice(0, 3).join('.') : type;

/** Whom an end of a child is about: `name` where the recorder knew it. */
const childOf = ({ name, actorId }: AnyEvent): string => String(name ?? actorId ?? 'something below');

/** XState's own events, which every machine can get. */
const ofXState = (machine: string, event: AnyEvent, { state, facts }: Circumstances): string | undefined => {
  const { type } = event;
  const program = facts.program as { file: string; pid: number } | null | undefined;
  if (type === 'xstate.init' && machine === 'service' && program && state === 'arriving')
    return `${program.file} was found running, pid ${program.pid}`;
  if (type === 'xstate.init') return `${machine} was started`;
  if (type === 'xstate.stop') return 'what is above it has ended';
  if (type.startsWith('xstate.done.actor.')) return `runsv of ${childOf(event)} has ended`;
  if (type.startsWith('xstate.error.')) return `a fault in ${childOf(event)}`;
  return undefined;
};

/**
 * What an event says to the person who reads it: `sv down`, `run exited with 1`, `the pause of 1 s is over`.
 *
 * @param machine id of the machine that got it.
 * @param event an event of that machine; another one is told by its type.
 * @param circumstances what it found; `arriving` for the state before the first one.
 */
export const causeOf = (machine: string, event: AnyEvent, circumstances: Circumstances): string => {
  const type = typeOf(event.type);
  const texts = CAUSES[machine] ?? {};
  const text = Object.hasOwn(texts, type) ? texts[type]!(event as never, circumstances) : undefined;
  return text ?? ofXState(machine, event, circumstances) ?? event.type;
};
