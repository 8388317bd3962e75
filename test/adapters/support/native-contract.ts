import { constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromBytes } from '../../../adapters/bytes.ts';
import { type Inherited, NOTHING_INHERITED } from '../../../adapters/inherited-note.ts';
import type { Processes } from '../../../adapters/processes.ts';
import type { Spawn } from '../../../adapters/spawn.ts';
import { program, temporary } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';
import { directoryAt, FIXTURES, outcomeOf } from './processes-contract.ts';

type Spawning = (inherited: Inherited, handled: readonly NodeJS.Signals[]) => Spawn | Promise<Spawn>;

/** What the kernel says of a child: no shell between, which would change its mask. */
const childThrough = async (spawn: Spawn) => {
  const path = temporary();
  const tell = (name: string): Promise<string> => {
    const stdout = { path: join(path, name), flags: constants.O_WRONLY | constants.O_CREAT };
    spawn({ file: '/bin/cat', argv: ['cat', `/proc/self/${name}`], cwd: directoryAt('/'), stdout, session: false });
    return until(`${name} is told`, () => readFileSync(join(path, name), 'utf8') || undefined);
  };
  const status = await tell('status');
  return {
    ignored: BigInt(`0x${/SigIgn:\s*(\w+)/.exec(status)![1]}`),
    blocked: BigInt(`0x${/SigBlk:\s*(\w+)/.exec(status)![1]}`),
    files: Number(/Max open files\s*(\d+)/.exec(await tell('limits'))![1]),
  };
};
const bit = (signal: number): bigint => 1n << BigInt(signal - 1);
const SIGHUP = 1;
const SIGPIPE = 13;
const SIGTERM = 15;
const SIGCHLD = 17;
const SIGUSR2 = 12;

/** What children get that are started through the C library, whichever way that is called. */
export const honoursNative = (processes: Processes, spawning: Spawning): void => {
  const childOf = async (inherited: Partial<Inherited>, handled: readonly NodeJS.Signals[] = []) =>
    childThrough(await spawning({ ...NOTHING_INHERITED, ...inherited }, handled));

  describe('what Node changed is put back for children', () => {
    it('nothing ignored, nothing blocked', async () => {
      expect(await childOf({})).toMatchObject({ ignored: 0n, blocked: 0n });
    });

    it('what was ignored and blocked stays so', async () => {
      const inherited = { ignored: bit(SIGUSR2) | bit(SIGPIPE), blocked: bit(SIGHUP) | bit(40) };
      expect(await childOf(inherited)).toMatchObject(inherited);
    });

    it('what the program handles itself, and SIGCHLD, are at default', async () => {
      const inherited = { ignored: bit(SIGTERM) | bit(SIGCHLD), blocked: bit(SIGTERM) | bit(SIGCHLD) };
      expect(await childOf(inherited, ['SIGTERM'])).toMatchObject({ ignored: 0n, blocked: 0n });
    });

    it('the limit of open descriptors, and only theirs', async () => {
      const own = /Max open files\s*(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))![1];
      expect((await childOf({ softDescriptors: 123n })).files).toBe(123);
      expect(/Max open files\s*(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))![1]).toBe(own);
    });
  });

  describe('bytes', () => {
    it('of arguments that are not UTF-8 arrive', async () => {
      const path = temporary();
      program(join(path, 'run'), `#!/bin/sh\nprintf %s "$1" >arg\n`);
      const bytes = Buffer.from([0x61, 0xff, 0xc3, 0x28, 0x80]);
      await outcomeOf(processes, { file: './run', argv: ['./run', fromBytes(bytes)], cwd: directoryAt(path) });
      expect(readFileSync(join(path, 'arg'))).toEqual(bytes);
    });
  });

  describe('what only this adapter can do', () => {
    it('a closed standard output is not open at all', async () => {
      const path = temporary();
      program(join(path, 'run'), '#!/bin/sh\n[ ! -e /proc/$$/fd/1 ]\n');
      const spec = { file: './run', argv: ['./run'], cwd: directoryAt(path), stdout: 'closed' as const };
      expect(await outcomeOf(processes, spec)).toMatchObject({ status: { code: 0 } });
    });

    it('a program without an interpreter line fails: no shell is tried', async () => {
      const path = temporary();
      program(join(path, 'run'), 'exit 0\n');
      program(join(path, 'empty'), '');
      const cwd = directoryAt(path);
      expect(await outcomeOf(processes, { file: './run', argv: ['./run'], cwd })).toEqual({ failed: 'ENOEXEC' });
      expect(await outcomeOf(processes, { file: './empty', argv: ['./empty'], cwd })).toEqual({ failed: 'ENOEXEC' });
    });

    it('our descriptors do not reach the child', async () => {
      const path = temporary();
      await outcomeOf(processes, { file: `${FIXTURES}/tell-all`, argv: ['x'], cwd: directoryAt(path) });
      const open = readFileSync(join(path, 'descriptors'), 'utf8')
        .match(/ (\d+) -> /g)!
        .map((text) => Number.parseInt(text.trim(), 10));
      // The shell keeps its script open above 9.
      expect(open.filter((fd) => fd < 10)).toEqual([0, 1, 2]);
    });
  });
};
