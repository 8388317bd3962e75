import type { ActorPath, PageMessageLike, ServiceStatus } from './types.ts';

/** A service with the number of the last step that its status takes account of. */
export type Known = { readonly seq: number; readonly service: ServiceStatus };

/** All services. It is changed in place: what changes of one must not cost what all of them cost. */
export class Roster {
  readonly known = new Map<ActorPath, Known>();
  /** Sorted, as far as nobody came or went. */
  #rows: ServiceStatus[] = [];
  /** Where each one is in the rows. */
  #places = new Map<ActorPath, number>();
  #isSorted = false;
  #isShown = false;

  /** Takes a message; true where it changed what the list shows. */
  take(message: PageMessageLike): boolean {
    if (message.type === 'services') this.#takeAll(message.services, message.seq);
    else if (message.type === 'service') this.#takeOne(message.service, message.seq);
    else if (message.type === 'forgotten') this.#forget(message.actor);
    else return false;
    this.#isShown = false;
    return true;
  }

  #takeAll(services: readonly ServiceStatus[], seq: number): void {
    this.known.clear();
    for (const service of services) this.known.set(service.actor, { seq, service });
    this.#isSorted = false;
  }

  #takeOne(service: ServiceStatus, seq: number): void {
    const { actor } = service;
    this.#isSorted &&= this.known.has(actor);
    this.known.set(actor, { seq, service });
    if (this.#isSorted) this.#rows[this.#places.get(actor)!] = service;
  }

  #forget(actor: ActorPath): void {
    if (this.known.delete(actor)) this.#isSorted = false;
  }

  /** All services by name, each log service after its service: the same array as long as nothing changed. */
  rows(): readonly ServiceStatus[] {
    if (!this.#isSorted) this.#sort();
    else if (!this.#isShown) this.#rows = this.#rows.slice();
    this.#isShown = true;
    return this.#rows;
  }

  #sort(): void {
    this.#rows = Array.from(this.known.values(), ({ service }) => service).sort(orderOf);
    this.#places = new Map(this.#rows.map(({ actor }, place) => [actor, place]));
    this.#isSorted = true;
  }
}

const byName = new Intl.Collator('en', { numeric: true });
/** By name, numbers by size; a log service after its service. */
export const orderOf = (one: ServiceStatus, other: ServiceStatus): number =>
  one.name === other.name
    ? Number(one.role === 'log') - Number(other.role === 'log') || (one.actor < other.actor ? -1 : 1)
    : byName.compare(one.name, other.name) || (one.name < other.name ? -1 : 1);
