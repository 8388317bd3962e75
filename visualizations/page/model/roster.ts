import type { ActorPath, PageMessageLike, ServiceStatus } from './types.ts';

const MINUTE = 60_000;

/** Counts of minutes as times, each at the begin of its minute. */
const timesOf = ({ begun, perMinute }: Extract<PageMessageLike, { type: 'restarts' }>): number[] =>
  perMinute.flatMap((count, index) => new Array<number>(count).fill(begun - (perMinute.length - 1 - index) * MINUTE));

/** A service with the number of the last step that its status takes account of. */
export type Known = { readonly seq: number; readonly service: ServiceStatus };

/** All services, and the times of restarts. It is changed in place: a copy of ten thousand would cost a frame. */
export class Roster {
  readonly known = new Map<ActorPath, Known>();
  /** When programs were started anew, in the last hour. */
  restarts: number[] = [];
  #rows: ServiceStatus[] = [];
  #stale = true;

  /** Takes a message; true where it changed what the list shows. */
  take(message: PageMessageLike, now: number): boolean {
    if (message.type === 'services') this.#takeAll(message.services, message.seq);
    else if (message.type === 'service') this.#takeOne(message.service, message.seq, now);
    else if (message.type === 'forgotten') this.#stale = this.known.delete(message.actor) || this.#stale;
    else if (message.type === 'restarts') this.restarts = timesOf(message);
    else return false;
    return true;
  }

  #takeAll(services: readonly ServiceStatus[], seq: number): void {
    const isFirst = this.known.size === 0 && this.restarts.length === 0;
    this.known.clear();
    for (const service of services) this.known.set(service.actor, { seq, service });
    // What a page that has just come can know of the last hour: when each one started last.
    if (isFirst) this.restarts = services.filter(({ restarts, pid }) => restarts > 0 && pid).map(({ since }) => since);
    this.#stale = true;
  }

  #takeOne(service: ServiceStatus, seq: number, now: number): void {
    const before = this.known.get(service.actor);
    if (before && service.restarts > before.service.restarts) this.restarts.push(now);
    this.known.set(service.actor, { seq, service });
    this.#stale = true;
  }

  /** All services by name, each log service after its service. */
  rows(): readonly ServiceStatus[] {
    if (this.#stale) this.#rows = this.#sorted();
    this.#stale = false;
    return this.#rows;
  }

  #sorted(): ServiceStatus[] {
    const rows = new Array<ServiceStatus>(this.known.size);
    let place = 0;
    let isSorted = true;
    for (const { service } of this.known.values()) {
      isSorted &&= place === 0 || orderOf(rows[place - 1]!, service) < 0;
      rows[place++] = service;
    }
    return isSorted ? rows : this.#resorted(rows);
  }

  /** Entries of a map keep their places when they are set anew: next time there is nothing to sort. */
  #resorted(rows: ServiceStatus[]): ServiceStatus[] {
    rows.sort(orderOf);
    const entries = rows.map(({ actor }) => [actor, this.known.get(actor)!] as const);
    this.known.clear();
    for (const [actor, known] of entries) this.known.set(actor, known);
    return rows;
  }
}

const byName = new Intl.Collator('en', { numeric: true });
/** By name, numbers by size; a log service after its service. */
export const orderOf = (one: ServiceStatus, other: ServiceStatus): number =>
  one.name === other.name
    ? Number(one.role === 'log') - Number(other.role === 'log') || (one.actor < other.actor ? -1 : 1)
    : byName.compare(one.name, other.name) || (one.name < other.name ? -1 : 1);
