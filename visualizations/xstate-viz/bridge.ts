import { inspect } from '@xstate/inspect/lib/server.js';
import type { WebSocket } from 'ws';
import type { Actor, Event } from '../inspectors/actor.ts';
import type { Bridge } from '../inspectors/house.ts';
import type { Onlooker, Roster } from '../inspectors/roster.ts';
import { SeenService } from './seen-service.ts';
import { Viewers } from './viewers.ts';

type DevTools = { register(service: SeenService): void };

/** Speaks to XState's visualizers, through the package that speaks for interpreters of XState 4. */
export class VizBridge implements Bridge, Onlooker {
  readonly page = undefined;
  readonly #services = new Map<string, SeenService>();
  readonly #viewers = new Viewers();
  readonly #devTools: DevTools;

  constructor(roster: Roster) {
    inspect({ server: this.#viewers as never });
    this.#devTools = (globalThis as unknown as { __xstate__: DevTools }).__xstate__;
    for (const actor of roster.actors) this.started(actor);
    roster.look(this);
  }

  welcome(socket: WebSocket): void {
    this.#viewers.add(socket);
  }

  started(actor: Actor): void {
    const service = new SeenService(actor);
    this.#services.set(actor.session, service);
    this.#devTools.register(service);
  }

  /** The package writes all it is told as JSON, whether somebody is there or not. */
  get #isWatched(): boolean {
    return !this.#viewers.isEmpty;
  }

  sent({ session }: Actor, event: Event): void {
    if (this.#isWatched) this.#services.get(session)?.sent(event);
  }

  moved(actor: Actor): void {
    this.#services.get(actor.session)?.moved(actor, this.#isWatched);
  }

  ended(actor: Actor): void {
    const service = this.#services.get(actor.session);
    this.#services.delete(actor.session);
    service?.moved(actor, this.#isWatched);
    service?.stopped();
  }
}
