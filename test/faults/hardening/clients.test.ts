import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, readSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Ground, isRoot, type Plant, plants, runProgram } from '../support/attacker.ts';

/** A FIFO that is read, as by a runsv that lives: what came. */
const readFifo = (path: string): (() => string) => {
  execFileSync('mkfifo', [path]);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(fd));
  return () => {
    const bytes = Buffer.alloc(100);
    try {
      return bytes.toString('latin1', 0, readSync(fd, bytes));
    } catch {
      return '';
    }
  };
};

/** A service directory as somebody has made it to have `sv` do harm. */
class Bait extends Ground {
  readonly home = join(this.root, 'bait');
  readonly supervise = join(this.home, 'supervise');
  readonly heard: () => string;

  constructor() {
    super();
    mkdirSync(this.supervise, { recursive: true });
    for (const name of ['ok', 'control']) execFileSync('mkfifo', [join(this.supervise, name)]);
    const status = Buffer.alloc(20);
    status[17] = 'd'.charCodeAt(0);
    writeFileSync(join(this.supervise, 'status'), status);
    const ok = openSync(join(this.supervise, 'ok'), constants.O_RDWR | constants.O_NONBLOCK);
    onTestFinished(() => closeSync(ok));
    this.heard = readFifo(join(this.root, 'fifo'));
    this.give(this.supervise);
  }

  sv(word: string): { status: number | null; said: string } {
    return runProgram('sv', ['-w', '0', word, this.home]);
  }
}

describe.runIf(isRoot)("the superuser's sv, in a supervise directory that belongs to somebody else", () => {
  it('H05: writes no letter through a link to the FIFO of another service', () => {
    const bait = new Bait();
    bait.plant('a symbolic link', join(bait.supervise, 'control'));
    for (const name of ['control', 'ok']) {
      execFileSync('ln', ['-sf', join(bait.root, 'fifo'), join(bait.supervise, name)]);
      expect(bait.sv('up')).toEqual({
        status: 1,
        said: `warning: ${bait.home}: unable to open supervise/${name}: symbolic link loop\n`,
      });
    }
    expect(bait.heard()).toBe('');
  });

  it('writes no letter into a file', () => {
    const bait = new Bait();
    bait.plant('another name of a file', join(bait.supervise, 'control'));
    expect(bait.sv('up')).toEqual({
      status: 1,
      said: `warning: ${bait.home}: unable to write to supervise/control: invalid argument\n`,
    });
    expect(bait.harm).toEqual([]);
  });

  it.each(plants)('status: %s does not hold it up', (kind: Plant) => {
    const bait = new Bait();
    bait.plant(kind, join(bait.supervise, 'status'));
    const { said } = bait.sv('status');
    // What has another name may be shown as a status, byte by byte: twenty of them are read at most.
    expect(said).toContain(bait.home);
    expect(said).not.toContain('precious');
  });
});

describe.runIf(isRoot)('an environment directory that belongs to somebody else', () => {
  it('H06: has chpst wait for no FIFO, and read no file without end', () => {
    const ground = new Ground();
    const env = join(ground.root, 'env');
    mkdirSync(env);
    execFileSync('mkfifo', [join(env, 'FIFO')]);
    symlinkSync('/dev/zero', join(env, 'ZERO'));
    writeFileSync(join(env, 'LARGE'), 'value\n');
    truncateSync(join(env, 'LARGE'), 2 ** 31);
    writeFileSync(join(env, 'PLAIN'), 'value\n');
    ground.give(env);
    const { status, said } = runProgram('chpst', [
      '-e',
      env,
      'sh',
      '-c',
      'echo "$PLAIN $LARGE $(printenv FIFO || echo none) $(echo "$ZERO" | wc -l)"',
    ]);
    expect({ status, said }).toEqual({ status: 0, said: 'value value none 65537\n' });
  });
});
