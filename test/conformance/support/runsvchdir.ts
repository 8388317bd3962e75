import { existsSync, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import type { Scenario } from './compare.ts';
import { runMounted } from './mounts.ts';
import { link, type Sandbox, type Tree } from './sandbox.ts';
import type { Said } from './startup.ts';

/** What lies in a directory: links with where they lead, directories with what they hold. */
export const listed = (box: Sandbox, directory: string): string[] | undefined => {
  if (!existsSync(box.path(directory))) return undefined;
  return readdirSync(box.path(directory), 'latin1').map((name) => {
    const path = Buffer.from(box.path(directory, name), 'latin1');
    const seen = lstatSync(path);
    if (seen.isSymbolicLink()) return `${name} -> ${readlinkSync(path, 'latin1')}`;
    return seen.isDirectory() ? `${name}/ ${readdirSync(path)}` : name;
  });
};

/** Two directories, `a` of which is current. */
export const PLAIN: Tree = {
  'etc/runsvdir/a': 'directory',
  'etc/runsvdir/b': 'directory',
  'etc/runsvdir/current': link('a'),
};

type How = {
  readonly tree?: Tree;
  readonly env?: Record<string, string>;
  readonly through?: readonly string[];
  readonly prepare?: (box: Sandbox) => void;
};

/** A story of calls; `etc` and `run` of the sandbox are `/etc/runit` and `/run` to the program. */
export const runsvchdir =
  <T>(
    { tree = PLAIN, env = {}, prepare, through = [] }: How,
    story: (box: Sandbox, call: (args: readonly string[]) => Promise<Said>) => Promise<T>,
  ): Scenario<T> =>
  (box) => {
    box.make('.', { 'etc/runsvdir': 'directory', 'run/runit/runsvdir': 'directory', ...tree });
    prepare?.(box);
    const options = { env: { PATH: '/usr/bin:/bin', ...env }, through };
    return story(box, (args) => runMounted(box, box.subject.runsvchdir, args, options));
  };

/** One call after the other: what each says, and what is there at the end. */
export const calls = (words: readonly (readonly string[])[], how: How = {}) =>
  runsvchdir(how, async (box, call) => {
    const said: Said[] = [];
    for (const args of words) said.push(await call(args));
    return { said, etc: listed(box, 'etc/runsvdir'), run: listed(box, 'run/runit/runsvdir') };
  });
