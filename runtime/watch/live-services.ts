import type { ActorPath, ServiceStatus, StateValue } from './messages.ts';
import { Restarts } from './restarts.ts';
import { liveOn, serviceStatusOf, type WatchedService, type Written } from './service-life.ts';

/** The services that live: how each is, and how often they were started anew. */
export class LiveServices {
  readonly #services = new Map<ActorPath, WatchedService>();
  /** What hosted loggers have written, by the path of their log service. */
  readonly #written = new Map<ActorPath, Written>();
  readonly restarts = new Restarts();

  /** A log service runs inside this program. */
  host(path: ActorPath, written: Written): void {
    this.#written.set(path, written);
  }

  /** And does not any more. */
  unhost(path: ActorPath): void {
    this.#written.delete(path);
  }

  add(service: WatchedService): void {
    this.#services.set(service.path, service);
  }

  /** @param from the state before; undefined: it has just been started. */
  moved(service: WatchedService, event: { readonly type: string }, from: StateValue | undefined, isEnd: boolean): void {
    const { path } = service;
    if (liveOn(service, event, from)) this.restarts.count(path);
    // Another one may have its place already.
    if (!isEnd || this.#services.get(path) !== service) return;
    this.#services.delete(path);
    this.restarts.forget(path);
  }

  get paths(): ActorPath[] {
    return [...this.#services.keys()];
  }

  /** How a service is now; undefined: there is none. */
  status(path: ActorPath): ServiceStatus | undefined {
    const service = this.#services.get(path);
    return service && serviceStatusOf(service, this.#written.get(path));
  }
}
