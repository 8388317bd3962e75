import { basename, dirname, resolve } from 'node:path';
import { serviceOf } from './actor-path.ts';
import { usualDirectory } from './find-supervisor.ts';
import { serviceNames } from './from-files.ts';
import { identityOf, isSame } from './identity.ts';
import type { ActorPath } from './messages.ts';

/**
 * One rule for services on a command line, as `sv` has it: what begins with a slash or a dot is a path, from where the
 * command was called; anything else is a name in the directory of services. `web` is both services of it, `web/main` and
 * `web/log` one of them, and slashes at the end, where a shell has put them, say nothing.
 */
const isPath = (word: string): boolean => /^[./]/.test(word);

/** A path as it may be meant: itself a service's directory, or a service of one. */
const readings = (path: string): (readonly [home: string, role: string])[] => {
  const role = basename(path);
  return role === 'log' || role === 'main'
    ? [
        [path, ''],
        [dirname(path), `/${role}`],
      ]
    : [[path, '']];
};

/** Under which name a directory of services has what is at a path: as an entry, or by a link that leads there. */
const nameIn = (directory: string, home: string): string | undefined => {
  if (isSame(identityOf(dirname(home)), identityOf(directory))) return identityOf(home) && basename(home);
  const sought = identityOf(home);
  try {
    return sought && serviceNames(directory).find((name) => isSame(identityOf(`${directory}/${name}`), sought));
  } catch {
    return undefined;
  }
};

/** The actor that a word means; undefined: a path to something that is no service of that directory. */
export const actorOf = (word: string, directory: string): ActorPath | undefined => {
  if (!isPath(word)) return word;
  for (const [home, role] of readings(resolve(word))) {
    const name = nameIn(directory, home);
    if (name !== undefined) return `${name}${role}`;
  }
  return undefined;
};

const isServiceDirectory = (path: string): boolean =>
  ['run', 'supervise'].some((name) => identityOf(`${path}/${name}`) !== undefined);

/**
 * The directory of services that words are about: what was asked for; where it was not, and there is a path among them,
 * the one that this lies in, unless the usual directory leads to the same service. Undefined: the usual one.
 */
export const directoryOf = (asked: string | undefined, words: readonly string[]): string | undefined => {
  const word = words.find(isPath);
  if (asked !== undefined || word === undefined || actorOf(word, usualDirectory()) !== undefined) return asked;
  const path = resolve(word);
  const isBelow = readings(path).length > 1 && isServiceDirectory(dirname(path));
  return dirname(isBelow ? dirname(path) : path);
};

/** Where the directory of the one service is that is asked about; undefined: it is not one. */
export const homeOf = (words: readonly string[], directory: string): string | undefined => {
  const [word, ...more] = words;
  const actor = word === undefined || more.length > 0 ? undefined : actorOf(word, directory);
  return actor === undefined ? undefined : `${directory}/${serviceOf(actor)}`;
};
