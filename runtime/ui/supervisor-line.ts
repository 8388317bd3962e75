import { findSupervisor } from '../watch/find-supervisor.ts';
import type { Load, ServiceStatus } from '../watch/messages.ts';
import { metricsText } from './metrics.ts';
import type { Line } from './page-server.ts';

/** Milliseconds that a supervisor gets to answer. */
const PATIENCE = 5000;

const within = <T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> => {
  let timer: NodeJS.Timeout;
  const late = new Promise<undefined>((settle) => {
    timer = setTimeout(() => settle(undefined), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/** Opens a line to whoever supervises a directory now: another one than before, after an upgrade. */
export const openLine = async (directory: string | undefined): Promise<Line | undefined> => {
  const found = await findSupervisor(directory);
  const { connection } = found;
  return connection && { socket: connection.release(), hello: connection.hello, directory: found.directory };
};

/** Where somebody supervises now: what {@link openLine} would find. */
export const supervisedNow = async (directory: string | undefined): Promise<string | undefined> => {
  const { connection, directory: found } = await findSupervisor(directory);
  connection?.close();
  return connection && found;
};

const scrape = async (directory: string | undefined): Promise<string | undefined> => {
  const { connection } = await findSupervisor(directory);
  if (!connection) return undefined;
  try {
    const services: readonly ServiceStatus[] = (await connection.ask({ type: 'services' }, 'services')).services;
    const load: Load = (await connection.ask({ type: 'load' }, 'load')).load;
    return await metricsText({ services, load, now: Date.now() });
  } finally {
    connection.close();
  }
};

/** The metrics of a directory's supervisor; undefined: there is none that answers. */
export const metricsOf = (directory: string | undefined): Promise<string | undefined> =>
  within(PATIENCE, scrape(directory));

/** Milliseconds for which metrics are what they were: however many ask, the supervisor is not asked more often. */
const FRESH = 1000;

/** Asks for something; where there is something, the answer is that of all who ask until a while later. */
export const shared = <T>(ask: () => Promise<T | undefined>, fresh = FRESH): (() => Promise<T | undefined>) => {
  let last: Promise<T | undefined> | undefined;
  const forget = (): void => {
    last = undefined;
  };
  return () => {
    last ??= ask()
      .catch(() => undefined)
      .then((found) => {
        if (found === undefined) forget();
        else setTimeout(forget, fresh).unref();
        return found;
      });
    return last;
  };
};
