import { type BigIntStats, existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { toPath } from '../../adapters/bytes.ts';
import { environmentVariable } from '../../adapters/environment-variable.ts';
import { Connection } from './connection.ts';
import { hasRunDirectory, runDirectoryPath } from './run-directory.ts';
import { connectTo, socketsIn } from './stale.ts';

/** Where services are when nobody says: as Debian's sv has it. */
const SERVICES_DIRECTORY = '/etc/service';

/** A directory of services, and who supervises it, if that can be asked. */
export type Found = {
  /** Absolute, as it was given. */
  readonly directory: string;
  readonly connection: Connection | undefined;
};

const identity = (path: string): BigIntStats | undefined => {
  try {
    return statSync(toPath(path), { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
};

const isSame = (one: BigIntStats | undefined, other: BigIntStats | undefined): boolean =>
  one !== undefined && one.dev === other?.dev && one.ino === other.ino;

/** Everybody who answers; those who are gone are removed. */
const connections = async (path: string): Promise<Connection[]> => {
  const connect = async (each: string): Promise<Connection | undefined> => {
    const socket = await connectTo(each);
    return socket && Connection.open(socket, each);
  };
  const open = await Promise.all(socketsIn(path).map(connect));
  return open.filter((one) => one !== undefined);
};

/** The one that was started last, if there are several. */
const choose = (all: readonly Connection[], isIt: (one: Connection) => boolean): Connection | undefined => {
  const [chosen] = all.filter(isIt).sort((one, other) => other.hello.startedAt - one.hello.startedAt);
  for (const other of all) if (other !== chosen) other.close();
  return chosen;
};

/**
 * Finds the supervisor of a directory by asking each, and comparing what it supervises by device and inode at this
 * moment: `runsvchdir` moves a directory under a running runsvdir.
 *
 * @param asked a directory of services; else `$SVDIR` or /etc/service. Where neither was given, and there is no
 * /etc/service, the one supervisor that there is will do.
 */
export const findSupervisor = async (asked: string | undefined): Promise<Found> => {
  const given = asked ?? environmentVariable('SVDIR');
  const directory = resolve(given ?? SERVICES_DIRECTORY);
  const uid = process.getuid!();
  const path = runDirectoryPath(process.env, uid);
  const all = hasRunDirectory(path, uid) ? await connections(path) : [];
  const isAnyGood = given === undefined && all.length === 1 && !existsSync(directory);
  const sought = identity(directory);
  const connection = choose(all, ({ hello }) => isAnyGood || isSame(identity(hello.directory), sought));
  return { directory: isAnyGood && connection ? connection.hello.directory : directory, connection };
};
