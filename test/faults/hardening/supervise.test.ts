import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bootId, startTimeOf } from '../../../adapters/proc.ts';
import { sendSignal } from '../../../adapters/send-signal.ts';
import { statusValue } from '../../conformance/support/proc.ts';
import { program } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';
import { ATTACKER, Ground, isRoot, plants, startProgram } from '../support/attacker.ts';
import { isAlive } from '../support/lab.ts';

/** KiB that a runsv of ours never needs, whatever it is made to read. */
const MUCH = 400_000;

/** A service of the superuser's whose `supervise` belongs to somebody else. */
class Service extends Ground {
  readonly home = join(this.root, 'service');
  readonly supervise = join(this.home, 'supervise');
  #runsv: ReturnType<typeof startProgram> | undefined;

  constructor() {
    super();
    program(join(this.home, 'run'), '#!/bin/sh\nexec sleep 3600\n');
    mkdirSync(this.supervise, { mode: 0o755 });
    this.give(this.supervise);
    onTestFinished(() => {
      for (const pid of this.pids()) if (isAlive(pid)) sendSignal(pid, 'SIGKILL');
    });
  }

  /** Of everything that works in the directory. */
  pids(): number[] {
    const all = execFileSync('sh', ['-c', 'ls -l /proc/[0-9]*/cwd 2>/dev/null || :'], { encoding: 'latin1' });
    return [...all.matchAll(/\/proc\/(\d+)\/cwd -> (.*)$/gm)]
      .filter(([, , place]) => place === this.home)
      .map(([, pid]) => Number(pid));
  }

  start(): ReturnType<typeof startProgram> {
    this.#runsv = startProgram('runsv', [this.home]);
    return this.#runsv;
  }

  get runsv(): ReturnType<typeof startProgram> {
    return this.#runsv!;
  }

  control(letters: string): void {
    const fd = openSync(join(this.supervise, 'control'), constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      writeSync(fd, letters);
    } finally {
      closeSync(fd);
    }
  }

  /** The process of the service: its only one. */
  running(): Promise<number> {
    return until('the service runs', () => {
      const [pid, ...others] = this.pids().filter((one) => one !== this.runsv.child.pid);
      return others.length === 0 && pid;
    });
  }

  /** Has it write its status files anew, and waits until that is done. */
  async orders(): Promise<void> {
    const before = await this.running();
    await until('letters are heard', () => {
      this.control('k');
      return !isAlive(before);
    });
    await until('it was started again', async () => (await this.running()) !== before);
  }
}

const service = async (): Promise<Service> => {
  const made = new Service();
  made.start();
  await made.running();
  await until('its status is written', () => readFileSync(join(made.supervise, 'status'))[19] === 1);
  return made;
};

/** How much it has needed at most, in KiB. */
const peak = ({ runsv }: Service): number => Number.parseInt(statusValue(runsv.child.pid!, 'VmHWM')!, 10);

const record = (pid: number): string => `${`${pid} ${startTimeOf(pid)} ${bootId()} run`.padEnd(79)}\n`;

/** A process of a user's that has nothing to do with the service. */
const stranger = (uid: number): number => {
  const child = spawn('sleep', ['3600'], { cwd: '/', uid, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid!;
};

describe.runIf(isRoot)('a supervise directory that belongs to somebody else', () => {
  const NEW = ['status.new', 'stat.new', 'pid.new'];

  it.each(plants)('H01: %s in the place of what is written is not written through', async (kind) => {
    const made = await service();
    const isDirectory = kind === 'a directory';
    for (const name of [...NEW, 'child']) made.plant(kind, join(made.supervise, name));
    await made.orders();
    const pid = await made.running();
    const read = (file: string) => readFileSync(join(made.supervise, file), 'latin1');
    if (isDirectory)
      await until('it is told', () => made.runsv.said().includes('unable to open supervise/pid.new: is a directory'));
    else {
      await until('the status is true', () => read('pid') === `${pid}\n` && read('stat') === 'run\n');
      expect(readFileSync(join(made.supervise, 'status')).readUInt32LE(12)).toBe(pid);
    }
    expect(made.harm).toEqual([]);
  });

  it.each(plants)('%s in the place of what is read at a start is not read', async (kind) => {
    const made = new Service();
    // Where the record of a process is, the status is read.
    writeFileSync(join(made.supervise, 'child'), record(stranger(ATTACKER)));
    made.give(made.supervise);
    for (const name of ['status', 'stat', 'pid']) made.plant(kind, join(made.supervise, name));
    made.start();
    await until('letters are heard', () => made.control('k') === undefined);
    await made.running();
    expect(made.harm).toEqual([]);
    expect(peak(made)).toBeLessThan(MUCH);
  });

  it.each(plants)('%s in the place of the record of a process is none', async (kind) => {
    const made = new Service();
    made.plant(kind, join(made.supervise, 'child'));
    made.start();
    await made.running();
    await until('letters are heard', () => made.control('h') === undefined);
    expect(made.harm).toEqual([]);
    expect(peak(made)).toBeLessThan(MUCH);
  });

  it.each(plants.filter((kind) => kind !== 'a huge file').map((kind) => [kind]))(
    'lock: %s is not taken for one',
    async (kind) => {
      const made = new Service();
      made.plant(kind, join(made.supervise, 'lock'));
      const { ended, said } = made.start();
      expect([await ended, said()]).toEqual([111, expect.stringMatching(/fatal: unable to open supervise\/lock: /)]);
      expect(made.harm).toEqual([]);
    },
  );

  const others = ['a symbolic link', 'another name of a file', 'a directory'] as const;
  it.each(['control', 'ok', 'logpipe'].flatMap((name) => others.map((kind) => [name, kind] as const)))(
    '%s: %s is refused',
    async (name, kind) => {
      const made = new Service();
      program(join(made.home, 'log/run'), '#!/bin/sh\nexec cat >/dev/null\n');
      made.plant(kind, join(made.supervise, name));
      const { ended, said } = made.start();
      expect([await ended, said()]).toEqual([
        111,
        expect.stringContaining(`fatal: supervise/${name} exists but is not a fifo\n`),
      ]);
      expect(made.harm).toEqual([]);
    },
  );

  it('control: a link to the FIFO of another service is refused', async () => {
    const made = new Service();
    execFileSync('mkfifo', [join(made.root, 'fifo')]);
    symlinkSync(join(made.root, 'fifo'), join(made.supervise, 'control'));
    const { ended, said } = made.start();
    expect([await ended, said()]).toEqual([111, expect.stringContaining('exists but is not a fifo\n')]);
  });
});

describe.runIf(isRoot)('a record of a process', () => {
  it('of somebody else has no process of the superuser signalled', async () => {
    const made = new Service();
    const pid = stranger(0);
    writeFileSync(join(made.supervise, 'child'), record(pid));
    made.give(made.supervise);
    made.start();
    await made.orders();
    expect(isAlive(pid)).toBe(true);
  });

  it('of somebody else is good for a process of his own', async () => {
    const made = new Service();
    const pid = stranger(ATTACKER);
    writeFileSync(join(made.supervise, 'child'), record(pid));
    made.give(made.supervise);
    made.start();
    await until('it was taken over', () => readFileSync(join(made.supervise, 'pid'), 'latin1') === `${pid}\n`);
    made.control('k');
    await until('it has been ended', () => !isAlive(pid));
  });
});
