import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../../..');

/** The single executable. */
export const EXECUTABLE = join(ROOT, 'dist/binary/runstate');

/** Where the package's own programs are. */
export const PACKAGE_BIN = join(ROOT, 'dist/bin');

/** Why no single executable can be made here; undefined: it can. */
export const notBuildable = existsSync(join(ROOT, 'dist/page/index.html')) ? undefined : 'dist/page is not built';

const SOURCES = 'runtime adapters machines package.json dist/page';
const BUILD = `made=dist/binary/runstate
[ -x $made ] && [ -z "$(find ${SOURCES} -newer $made -print -quit)" ] ||
exec node_modules/.bin/rolldown -c runtime/binary/rolldown.config.ts`;

/** Makes it where sources are newer, which takes some ten seconds; one at a time. */
export const buildExecutable = (): void =>
  void execFileSync('flock', ['dist/binary.lock', 'sh', '-c', BUILD], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
