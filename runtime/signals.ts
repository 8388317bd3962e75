import { fromEvent, map, merge, type Observable } from 'rxjs';

/** Signals that arrive, as a stream of events. Node delivers them in the event loop, so none interrupts a transition. */
export const signalsAs = <Event>(events: Partial<Record<NodeJS.Signals, Event>>): Observable<Event> =>
  merge(...Object.entries(events).map(([signal, event]) => fromEvent(process, signal).pipe(map(() => event as Event))));
