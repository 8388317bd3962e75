import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { environmentVariable } from '../../adapters/environment-variable.ts';
import { Connection } from './connection.ts';
import { identityOf, isSame } from './identity.ts';
import { hasRunDirectory, runDirectoryPath } from './run-directory.ts';
import { connectTo, socketsIn } from './stale.ts';

/** Where services are when nobody says: as Debian's sv has it. */
const SERVICES_DIRECTORY = '/etc/service';
/** Milliseconds that others get to answer when one has that is sought: there may be one that was started later. */
const GRACE = 50;

/** A directory of services, and who supervises it, if that can be asked. */
export type Found = {
  /** Absolute, as it was given. */
  readonly directory: string;
  readonly connection: Connection | undefined;
};

/** The directory of services where none is named. */
export const usualDirectory = (): string => resolve(environmentVariable('SVDIR') ?? SERVICES_DIRECTORY);

/**
 * Asks everybody at once who they are. One that hangs is waited for only until somebody else is the one that is sought;
 * sockets of those who are gone are removed.
 */
const answersIn = (path: string, isSought: (one: Connection) => boolean): Promise<Connection[]> =>
  new Promise((settle) => {
    const answers: Connection[] = [];
    const sockets = socketsIn(path);
    let [left, isOver] = [sockets.length, false];
    const end = (): void => {
      isOver = true;
      settle(answers);
    };
    const hear = (answer: Connection | undefined): void => {
      left -= 1;
      if (isOver) return void answer?.close();
      if (answer) answers.push(answer);
      if (left === 0) end();
      else if (answer && isSought(answer)) setTimeout(end, GRACE);
    };
    if (left === 0) end();
    for (const each of sockets)
      void connectTo(each).then(async (socket) => hear(socket && (await Connection.open(socket, each))));
  });

/** A runsv that has the one service to itself before a runsvdir, and of several the one that was started last. */
const choose = (all: readonly Connection[], isIt: (one: Connection) => boolean): Connection | undefined => {
  const rank = ({ hello }: Connection): number => (hello.program === 'runsv' ? 1 : 0);
  const [chosen] = all
    .filter(isIt)
    .sort((one, other) => rank(other) - rank(one) || other.hello.startedAt - one.hello.startedAt);
  for (const other of all) if (other !== chosen) other.close();
  return chosen;
};

/**
 * Finds the supervisor of a directory by asking each, and comparing what it supervises by device and inode at this
 * moment: `runsvchdir` moves a directory under a running runsvdir.
 *
 * @param asked a directory of services; else `$SVDIR` or /etc/service. Where neither was given, and there is no
 * /etc/service, the one supervisor that there is will do.
 * @param homeIn where the directory of the one service is that is asked about, which may have a runsv of its own.
 */
export const findSupervisor = async (
  asked: string | undefined,
  homeIn: (directory: string) => string | undefined = () => undefined,
): Promise<Found> => {
  const given = asked ?? environmentVariable('SVDIR');
  const directory = given === undefined ? usualDirectory() : resolve(given);
  const uid = process.getuid!();
  const path = runDirectoryPath(process.env, uid);
  const home = homeIn(directory);
  const [sought, own] = [identityOf(directory), home === undefined ? undefined : identityOf(home)];
  const isSought = ({ hello }: Connection): boolean => {
    const found = identityOf(hello.directory);
    return isSame(found, sought) || (hello.program === 'runsv' && isSame(found, own));
  };
  const all = hasRunDirectory(path, uid) ? await answersIn(path, isSought) : [];
  const isAnyGood = given === undefined && all.length === 1 && !existsSync(directory);
  const connection = choose(all, (one) => isAnyGood || isSought(one));
  return { directory: isAnyGood && connection ? connection.hello.directory : directory, connection };
};
