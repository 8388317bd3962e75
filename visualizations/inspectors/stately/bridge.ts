import type { WebSocket } from 'ws';
import type { Actor } from '../actor.ts';
import type { Bridge } from '../house.ts';
import type { Onlooker, Roster } from '../roster.ts';
import { Viewer } from '../viewer.ts';
import { actorMessage, eventMessage, snapshotMessage } from './messages.ts';
import { page } from './page.ts';

type Message = ReturnType<typeof actorMessage | typeof eventMessage | typeof snapshotMessage>;

/** One inspector: who lives, then what they do. Of an actor that it was not told of yet it hears nothing else. */
class Audience {
  readonly #viewer: Viewer;
  readonly #known = new Set<string>();
  #isGreeted = false;

  constructor(viewer: Viewer) {
    this.#viewer = viewer;
  }

  /** Where those above it are still to be told of, it comes after them. */
  meet(actor: Actor): void {
    if (this.#isGreeted || actor.parent === undefined || this.#known.has(actor.parent)) this.#introduce(actor);
  }

  #introduce(actor: Actor): void {
    if (this.#known.has(actor.session)) return;
    this.#known.add(actor.session);
    this.tell(actor, actorMessage(actor), snapshotMessage(actor));
  }

  tell({ session }: Actor, ...messages: readonly Message[]): void {
    if (this.#known.has(session)) for (const message of messages) this.#viewer.send(JSON.stringify(message));
  }

  forget({ session }: Actor): void {
    this.#known.delete(session);
  }

  /** As fast as it reads. What happens meanwhile to those that it was told of, it is told, too. */
  async greet({ actors }: Roster): Promise<void> {
    for (const actor of actors) {
      if (!(await this.#viewer.hasRoom())) return;
      if (actor.status === 'active') this.#introduce(actor);
    }
    this.#isGreeted = true;
  }
}

/** Speaks to Stately's inspectors. */
export class StatelyBridge implements Bridge, Onlooker {
  readonly page = page;
  readonly #roster: Roster;
  readonly #audiences = new Set<Audience>();

  constructor(roster: Roster) {
    this.#roster = roster;
    roster.look(this);
  }

  /** What it says is not listened to. */
  welcome(socket: WebSocket): void {
    const audience = new Audience(new Viewer(socket));
    this.#audiences.add(audience);
    socket.once('close', () => this.#audiences.delete(audience));
    void audience.greet(this.#roster);
  }

  /** To everybody, made only where somebody is there. */
  #tell(actor: Actor, make: () => Message): void {
    if (this.#audiences.size === 0) return;
    const message = make();
    for (const audience of this.#audiences) audience.tell(actor, message);
  }

  started(actor: Actor): void {
    for (const audience of this.#audiences) audience.meet(actor);
  }

  sent(actor: Actor, event: Actor['event'], at: number): void {
    this.#tell(actor, () => eventMessage(actor, event, at));
  }

  moved(actor: Actor): void {
    this.#tell(actor, () => snapshotMessage(actor));
  }

  ended(actor: Actor): void {
    this.#tell(actor, () => snapshotMessage(actor));
    for (const audience of this.#audiences) audience.forget(actor);
  }
}
