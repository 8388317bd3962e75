import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fromBytes, toBytes, toPath } from '../../adapters/bytes.ts';
import { literalWords } from '../../machines/rules/shell-words.ts';
import { svlogdOptions } from '../../machines/rules/svlog/options.ts';

/** A `run` is read so far. */
const LONGEST = 65_536;

/** The directories of the first svlogd that a script names with literal words. */
const directoriesIn = (script: string): readonly string[] => {
  for (const line of script.split('\n')) {
    const [, rest] = /(?:^|[\s/])svlogd[ \t]+(.*)$/.exec(line) ?? [];
    const words = rest === undefined ? undefined : literalWords(rest);
    if (!words || /^\s*#/.test(line)) continue;
    const options = svlogdOptions(
      words.map((word) => fromBytes(Buffer.from(word, 'latin1'))),
      toBytes,
    );
    if (!('problem' in options)) return options.directories;
  }
  return [];
};

const scriptOf = (path: string): string => {
  try {
    return readFileSync(toPath(path), 'latin1').slice(0, LONGEST);
  } catch {
    return '';
  }
};

const isFile = (path: string): boolean => {
  try {
    return statSync(toPath(path)).isFile();
  } catch {
    return false;
  }
};

/**
 * Where a log service's newest lines are: `current` in the first directory that its `run` gives to svlogd, else in `main`,
 * where most put it, or beside `run`. Undefined: nowhere that can be told.
 *
 * @param directory of the log service.
 */
export const currentLog = (directory: string): string | undefined =>
  [...directoriesIn(scriptOf(`${directory}/run`)), 'main', '.']
    .map((name) => resolve(directory, name, 'current'))
    .find(isFile);
