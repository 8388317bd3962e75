import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { fromBytes, toBytes, toPath } from '../../adapters/bytes.ts';
import { attempt, Fatal } from '../fatal.ts';
import { type Entry, serviceEntries } from './entries.ts';
import type { Helpers, ServicePlan } from './plan.ts';

/** Where services are made; both are absolute. */
export type Place = {
  /** The directory that runsvdir looks after. */
  readonly directory: string;
  /** The directory that services are in where they are only linked there. */
  readonly home: string | undefined;
};

/** What was made. */
export type Made = { readonly path: string; readonly link: string | undefined };

/** Passed over by runsvdir, as every name that begins with a dot. */
const UNFINISHED = '.runstate-new-';

const isThere = (path: string): boolean =>
  attempt(`unable to look at ${path}`, () => lstatSync(toPath(path)), 'ENOENT') !== undefined;

/** Throws {@link Fatal} where a path is not that of a directory. */
export const mustBeDirectory = (path: string): void => {
  const seen = attempt(`unable to look at ${path}`, () => statSync(toPath(path)), 'ENOENT');
  if (!seen) throw new Fatal(`there is no directory ${path}`);
  if (!seen.isDirectory()) throw new Fatal(`${path} is not a directory`);
};

/** Where a service comes to be; throws {@link Fatal} where something is there, or there is no room for it. */
export const freePlace = (name: string, { directory, home }: Place): Made => {
  const path = `${home ?? directory}/${name}`;
  const link = home === undefined ? undefined : `${directory}/${name}`;
  for (const parent of [directory, ...(home === undefined ? [] : [home])]) mustBeDirectory(parent);
  for (const each of [path, ...(link === undefined ? [] : [link])])
    if (isThere(each)) throw new Fatal(`${each} is there already, and stays as it is`);
  return { path, link };
};

const write = (root: string, { path, mode, text }: Entry): void => {
  const target = toPath(`${root}/${path}`);
  if (text === undefined) mkdirSync(target);
  else writeFileSync(target, toBytes(text), { flag: 'wx', mode: 0o600 });
  // Whatever the umask is.
  chmodSync(target, mode);
};

/** Makes it complete under a name that nobody looks at. */
const writeAll = (parent: string, entries: readonly Entry[]): string => {
  const root = fromBytes(mkdtempSync(toPath(`${parent}/${UNFINISHED}`) as string, 'buffer'));
  try {
    for (const entry of entries) write(root, entry);
    chmodSync(toPath(root), 0o755);
    return root;
  } catch (error) {
    rmSync(toPath(root), { recursive: true, force: true });
    throw error;
  }
};

const remove = (path: string): void => rmSync(toPath(path), { recursive: true, force: true });

/**
 * Makes a service directory: whole, or not at all, at the moment in which it gets its name. Throws {@link Fatal}; what was
 * there before stays. (An empty directory that somebody makes in the same moment is replaced: rename(2) does so.)
 */
export const createService = (plan: ServicePlan, place: Place, helpers: Helpers): Made => {
  const made = freePlace(plan.name, place);
  const { path, link } = made;
  const unfinished = attempt(`unable to make ${path}`, () =>
    writeAll(place.home ?? place.directory, serviceEntries(plan, helpers)),
  );
  try {
    attempt(`unable to make ${path}`, () => renameSync(toPath(unfinished), toPath(path)));
  } catch (error) {
    remove(unfinished);
    throw error;
  }
  if (link === undefined) return made;
  try {
    attempt(`unable to link ${link}`, () => symlinkSync(toPath(path), toPath(link)));
  } catch (error) {
    // Nobody has seen it yet.
    remove(path);
    throw error;
  }
  return made;
};
