import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installed } from '../bench/support/programs.ts';
import { type Mirror, mirrorHere } from '../support/debian-mirror.ts';
import { boot, hasKvm } from './boot.ts';
import { cache, root, userMode } from './root.ts';
import { run } from './run.ts';
import { type Settings, settingsOf, USAGE } from './settings.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
const NEEDED = ['debootstrap', 'mkfs.ext4', 'tar', ...(hasKvm() ? ['qemu-system-x86_64'] : ['patchelf', 'taskset'])];
/** Sparse, too. */
const RESULTS = 4 * 2 ** 30;
const CANNOT = 111;

const refuse = (message: string, code: number): never => {
  console.error(message);
  process.exit(code);
};

const settings = ((): Settings => {
  try {
    return settingsOf(process.argv.slice(2));
  } catch (error) {
    return refuse(`${(error as Error).message}\n${USAGE}`, 100);
  }
})();

const cannot = (why: string): never => refuse(`vm: cannot make a machine here: ${why}`, CANNOT);

/** Whether all is there that a machine needs; else the end of this process. */
const needs = (): Mirror => {
  const missing = NEEDED.filter((name) => installed(name).missing !== undefined);
  if (missing.length > 0) cannot(`not installed: ${missing.join(', ')}`);
  if (process.getuid?.() !== 0) cannot('debootstrap wants root');
  return mirrorHere() ?? cannot('/etc/apt names no source of Debian');
};

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Runs the command in a machine of its own; what it wrote goes to where it was asked for. */
const inMachine = ({ memory, out, command }: Settings, scratch: string): number => {
  const mirror = needs();
  const kernel = hasKvm() ? undefined : userMode(mirror);
  const [project, results] = [join(scratch, 'project'), join(scratch, 'results')];
  writeFileSync(join(scratch, 'vm-command'), `exec ${command.map(quoted).join(' ')}\n`);
  run(['tar', '-cf', project, '--exclude=./.git', '-C', scratch, './vm-command', '-C', PROJECT, '.']);
  writeFileSync(results, '');
  truncateSync(results, RESULTS);
  boot({ userMode: kernel, root: root(mirror), project, results, memory, scratch });
  run(['tar', '-xf', results, '-C', scratch]);
  if (out !== undefined) cpSync(join(scratch, 'out'), out, { recursive: true });
  return Number(readFileSync(join(scratch, 'code'), 'latin1'));
};

mkdirSync(cache(), { recursive: true });
const scratch = mkdtempSync(join(cache(), 'run-'));
try {
  process.exitCode = inMachine(settings, scratch);
} catch (error) {
  console.error(`vm: ${(error as Error).message}`);
  process.exitCode = CANNOT;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
