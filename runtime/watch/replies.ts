import type { OrderUpgrade } from '../upgrade/order.ts';
import type { Excerpt } from './archive.ts';
import { lineOf, listLine } from './line.ts';
import type { LoadMeter } from './load.ts';
import type { ActorPath, Message, Order, Request, ServiceStatus, Step } from './messages.ts';
import { type Note, stepOf } from './note.ts';
import type { Recorder } from './recorder.ts';

type Follow = Extract<Request, { type: 'follow' }>;

/** What a supervisor answers from. */
export type Supervisor = {
  readonly hello: Message;
  readonly recorder: Recorder;
  readonly meter: LoadMeter;
  /** Undefined: it is none that can be replaced. */
  readonly upgrade?: OrderUpgrade | undefined;
};

function* statuses(recorder: Recorder): Generator<ServiceStatus> {
  for (const path of recorder.services.paths) {
    // It may have gone while others were told of.
    const status = recorder.services.status(path);
    if (status) yield status;
  }
}

/** All services, as they are while they are told of; followers hear of what changes meanwhile. */
export const servicesReply = (recorder: Recorder): Generator<string> =>
  listLine({ type: 'services', seq: recorder.journal.seq, services: [] }, statuses(recorder));

function* stepsOf(notes: readonly Note[]): Generator<Step> {
  for (const note of notes) yield stepOf(note);
}

function* historyReply(recorder: Recorder, actor: ActorPath): Generator<string> {
  const { notes, lost } = recorder.journal.excerpt(actor);
  if (notes.length === 0 && !recorder.journal.knows(actor))
    return yield lineOf({ type: 'refused', reason: `nothing is known of ${actor}` });
  yield* listLine({ type: 'history', actor, lost, steps: [] }, stepsOf(notes));
}

/** What was kept of the steps that a follower asks for, after one that it has. */
function* sinceReply({ notes, lostTo }: Excerpt, since: number): Generator<string> {
  if (lostTo > since) yield lineOf({ type: 'gap', from: since + 1, to: lostTo });
  for (const note of notes) yield lineOf({ type: 'step', step: stepOf(note) });
}

function* chain(...all: readonly Iterable<string>[]): Generator<string> {
  for (const one of all) yield* one;
}

function* restartsReply(recorder: Recorder, actor: ActorPath = ''): Generator<string> {
  yield lineOf(recorder.services.restarts.read(actor));
}

/** What a follower is told first. @param isNew it has not followed anything before. */
const followReply = ({ steps, actor = '', since }: Follow, recorder: Recorder, isNew: boolean): Iterator<string> => {
  const all = isNew ? [servicesReply(recorder), restartsReply(recorder)] : [];
  if (steps === 'none' || since === undefined) return chain(...all);
  // Taken at once: what comes later is in the follower's own queue.
  return chain(...all, sinceReply(recorder.journal.excerpt(actor, since), since));
};

/**
 * The answer to a request, in pieces that each take no time to speak of.
 *
 * @param isNew of a follower: it has not followed anything before.
 */
export const replyTo = (
  request: Exclude<Request, Order>,
  { recorder, meter }: Supervisor,
  isNew: boolean,
): Iterator<string> => {
  if (request.type === 'services') return servicesReply(recorder);
  if (request.type === 'history') return historyReply(recorder, request.actor);
  if (request.type === 'load') return [lineOf({ type: 'load', load: meter.read(recorder.events) })].values();
  if (request.type === 'restarts') return restartsReply(recorder, request.actor);
  return followReply(request, recorder, isNew);
};
