import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporary } from '../../support/temporary.ts';

/** An account that nobody is to gain anything by: it owns what the superuser's program writes into. */
export const ATTACKER = 65_534;

/** Only the superuser's programs have anything to lose. */
export const isRoot = process.geteuid?.() === 0;

const PROGRAMS = resolve(import.meta.dirname, '../../../runtime/programs');
/** They dispatch on the name they are called by. */
const BUILT = resolve(import.meta.dirname, '../../../dist/bin');
const SECRET = 'root:$6$precious:1:2:3\n';

/** What may be found under the name of a file. Each is given what it is to have the program write to, or read. */
export const PLANTS = {
  'a symbolic link': symlinkSync,
  'a symbolic link to what is not there': (victim, path) => symlinkSync(`${victim}-new`, path),
  'another name of a file': linkSync,
  'a FIFO that nobody reads': (_, path) => execFileSync('mkfifo', ['-m', '666', path]),
  'a link to a file without end': (_, path) => symlinkSync('/dev/zero', path),
  'a huge file': (_, path) => {
    // By one rename: what has the name is renamed itself now and then.
    writeFileSync(`${path}~`, '');
    truncateSync(`${path}~`, 2 ** 31);
    renameSync(`${path}~`, path);
  },
  'a directory': (_, path) => mkdirSync(path),
} satisfies Record<string, (victim: string, path: string) => unknown>;
export type Plant = keyof typeof PLANTS;
export const plants = Object.keys(PLANTS) as Plant[];

/** A place where an account owns some directories, and a file of the superuser's that it must not get at. */
export class Ground {
  readonly root = temporary();
  readonly victim = join(this.root, 'shadow');
  readonly #before: string;

  constructor() {
    chmodSync(this.root, 0o755);
    writeFileSync(this.victim, SECRET);
    // svlogd takes what its owner may execute for a log that was closed in good order, and goes on in it.
    chmodSync(this.victim, 0o700);
    this.#before = this.#state();
  }

  #state(): string {
    const { mode, uid, gid } = statSync(this.victim);
    return [readFileSync(this.victim, 'latin1'), mode.toString(8), uid, gid].join(' ');
  }

  /** What has become of the file, and whether one was made beside it. */
  get harm(): string[] {
    const made = lstatSync(`${this.victim}-new`, { throwIfNoEntry: false });
    return [...(this.#state() === this.#before ? [] : [this.#state()]), ...(made ? ['a file was made'] : [])];
  }

  /** Gives a directory, and all in it, to the account. */
  give(directory: string): void {
    lchownSync(directory, ATTACKER, ATTACKER);
    for (const name of readdirSync(directory)) lchownSync(join(directory, name), ATTACKER, ATTACKER);
  }

  /** Puts something in the place of a file. Made by us, as the account may have any luck with other names' rules. */
  plant(kind: Plant, path: string): void {
    rmSync(path, { recursive: true, force: true });
    PLANTS[kind](this.victim, path);
  }
}

/** A program of ours, from its sources, as the superuser. Ended when the test is. */
export const startProgram = (name: string, args: readonly string[], options: { cwd?: string; input?: string } = {}) => {
  const child = spawn(process.execPath, [join(PROGRAMS, `${name}.ts`), ...args], {
    cwd: options.cwd,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<number | null>((settle) => child.once('close', settle));
  // What it has started may have its outputs open still.
  const gone = new Promise((settle) => child.once('exit', settle));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  child.stdin.on('error', () => {});
  if (options.input !== undefined) child.stdin.write(options.input);
  return { child, ended, said: () => said };
};

/** Runs a program of ours, as it is built, to its end: what it said on both outputs, and its exit code. */
export const runProgram = (name: string, args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(join(BUILT, name), args, { encoding: 'latin1', timeout: 60_000 });
  return { status, said: `${stdout}${stderr}` };
};
