import { closeSync, constants, mkdirSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as libc from '../../../adapters/libc.ts';
import { ORACLE, OURS, type Run, type RunOptions, run } from './sv-run.ts';

/** The 20 bytes of a status file, written by hand. */
export type Crafted = {
  /** Seconds ago. */
  readonly age?: number;
  /** TAI64 label in place of `age`. */
  readonly label?: bigint;
  readonly nanoseconds?: number;
  readonly pid?: number;
  readonly paused?: number;
  readonly want?: string;
  readonly term?: number;
  readonly state?: number;
};

export const crafted = (status: Crafted = {}): Buffer => {
  const { age = 5, nanoseconds = 500, pid = 123, paused = 0, want = 'u', term = 0, state = 1 } = status;
  const bytes = Buffer.alloc(20);
  bytes.writeBigUInt64BE(status.label ?? BigInt(Math.floor(Date.now() / 1000) - age) + 0x400000000000000an, 0);
  bytes.writeUInt32BE(nanoseconds, 8);
  bytes.writeUInt32LE(pid, 12);
  bytes.set([paused, want.charCodeAt(0), term, state], 16);
  return bytes;
};

/** A FIFO with a reader, one without, an ordinary file, or nothing. */
export type Kind = 'held' | 'unread' | 'file' | 'none';

export type CraftedService = {
  readonly status?: Uint8Array | 'none';
  readonly ok?: Kind;
  readonly control?: Kind;
  /** Leaves no room in `supervise/control`. */
  readonly full?: boolean;
};

/** A directory of services that only look supervised: the test holds their FIFOs. */
export type Services = {
  readonly root: string;
  add(name: string | Buffer, service?: CraftedService): void;
  /** Letters that wait in a service's `supervise/control`. */
  letters(name: string): string;
  /** Lets go of a service's FIFOs, as a runsv that ends. */
  abandon(name: string): void;
  dispose(): void;
};

/** Of mkfifoat(2): a path is meant as it is. */
const AT_FDCWD = -100;

const createServices = (root: string): Services => {
  const held = new Map<string, number>();
  const make = (path: Buffer, key: string, kind: Kind): void => {
    if (kind === 'file') writeFileSync(path, '');
    if (kind === 'file' || kind === 'none') return;
    if (libc.mkfifoat(AT_FDCWD, Buffer.concat([path, Buffer.of(0)]), 0o600) !== 0)
      throw new Error(`mkfifo ${key}: ${libc.errno()}`);
    if (kind === 'held') held.set(key, openSync(path, constants.O_RDWR | constants.O_NONBLOCK));
  };
  const fill = (fd: number): void => {
    const flags = constants.O_WRONLY | constants.O_NONBLOCK;
    const writer = openSync(`/proc/self/fd/${fd}`, flags);
    try {
      for (;;) writeFileSync(writer, 'x'.repeat(4096));
    } catch {
      closeSync(writer);
    }
  };
  return {
    root,
    add(name, { status = crafted(), ok = 'held', control = 'held', full = false } = {}) {
      const supervise = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name), Buffer.from('/supervise')]);
      const at = (file: string): Buffer => Buffer.concat([supervise, Buffer.from(`/${file}`)]);
      mkdirSync(supervise, { recursive: true });
      make(at('ok'), `${name}/ok`, ok);
      make(at('control'), `${name}/control`, control);
      if (full) fill(held.get(`${name}/control`)!);
      if (status !== 'none') writeFileSync(at('status'), status);
    },
    letters(name) {
      const bytes = Buffer.alloc(256);
      try {
        return bytes.toString('latin1', 0, readSync(held.get(`${name}/control`)!, bytes));
      } catch {
        return '';
      }
    },
    abandon(name) {
      for (const key of [`${name}/ok`, `${name}/control`]) {
        closeSync(held.get(key)!);
        held.delete(key);
      }
    },
    dispose() {
      for (const fd of held.values()) closeSync(fd);
      held.clear();
    },
  };
};

/** The same services twice, for runit's sv and for ours. */
export type Lab = {
  readonly root: string;
  readonly theirs: Services;
  readonly ours: Services;
  /** Does the same to both directories. */
  each(change: (services: Services) => void): void;
  /** Runs the same command in both at the same time; the current directory is the one above that of the services. */
  both(args: readonly string[], options?: RunOptions): Promise<{ readonly theirs: Run; readonly ours: Run }>;
  dispose(): void;
};

export const createLab = (): Lab => {
  const root = mkdtempSync(join(tmpdir(), 'sv-'));
  const [theirs, ours] = ['theirs', 'ours'].map((name) => {
    mkdirSync(`${root}/${name}/services`, { recursive: true });
    return createServices(`${root}/${name}/services`);
  }) as [Services, Services];
  const within = (services: Services, { cwd, env, ...rest }: RunOptions): RunOptions => ({
    cwd: cwd ?? `${services.root}/..`,
    env: { SVDIR: services.root, ...env },
    ...rest,
  });
  return {
    root,
    theirs,
    ours,
    each(change) {
      change(theirs);
      change(ours);
    },
    async both(args, options = {}) {
      const [a, b] = await Promise.all([
        run(ORACLE, args, within(theirs, options)),
        run(OURS, args, within(ours, options)),
      ]);
      return { theirs: a, ours: b };
    },
    dispose() {
      theirs.dispose();
      ours.dispose();
      rmSync(root, { recursive: true, force: true });
    },
  };
};
