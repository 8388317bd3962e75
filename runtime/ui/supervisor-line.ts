import type { Socket } from 'node:net';
import { findSupervisor } from '../watch/find-supervisor.ts';
import type { Load, ServiceStatus } from '../watch/messages.ts';
import { connectTo } from '../watch/stale.ts';
import { metricsText } from './metrics.ts';

/** A supervisor that answers, and what it supervises. */
export type Line = { readonly socket: Socket; readonly directory: string };

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
  found.connection?.close();
  const socket = found.connection && (await connectTo(found.connection.path));
  return socket && { socket, directory: found.directory };
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
