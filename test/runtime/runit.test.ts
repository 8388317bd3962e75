import { spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  canUnshare,
  etcRunit,
  firstProcess,
  inNamespace,
  listeningProcess,
  WITHOUT_REBOOT,
} from '../support/namespace.ts';
import { program, temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const BIN = resolve(import.meta.dirname, '../../dist/bin');
const BREAKS = resolve(import.meta.dirname, '../fixtures/runit-breaks.cjs');
const PREPARE = 'install -m000 /dev/null /run/runit.stopit; install -m000 /dev/null /run/runit.reboot';

/** A system that our runit runs in a namespace, with these stages as shell commands. */
const boot = (directory: string, stages: Readonly<Record<string, string>>, ...through: readonly string[]) => {
  const words = inNamespace(etcRunit(directory, stages), ...through, join(BIN, 'runit'));
  const env = { PATH: `${BIN}:/usr/sbin:/usr/bin:/sbin:/bin`, HERE: directory };
  const unshare = spawn(words[0], words.slice(1), { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [wrote, said] = ['', ''];
  unshare.stdout.on('data', (chunk) => {
    wrote += chunk;
  });
  unshare.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<{ wrote: string[]; ending: number | string | null }>((settle) =>
    unshare.once('close', (code, signal) => settle({ wrote: wrote.split('\n').slice(0, -1), ending: signal ?? code })),
  );
  onTestFinished(async () => {
    unshare.kill('SIGKILL');
    await ended;
  });
  return {
    pid: unshare.pid!,
    ended,
    said: () => said,
    wrote: (line: string) => until(`a stage writes ${line}: ${said}`, () => wrote.split('\n').includes(line)),
    signal: async (signal: NodeJS.Signals) => void process.kill(await firstProcess(unshare.pid!), signal),
  };
};

/** Does what may come too late: the process has gone. */
const quietly = (act: () => void): void => {
  try {
    act();
  } catch {
    // As was said.
  }
};

/** Three services that tell of their start and their end. */
const threeServices = (directory: string): void => {
  for (const name of ['a', 'b', 'c']) {
    const run = `trap 'echo ${name} down; exit' TERM; echo ${name} up; while :; do sleep 0.05; done`;
    program(join(directory, 'sv', name, 'run'), `#!/bin/sh\n${run}\n`);
    program(join(directory, 'service', '.made'), '');
    symlinkSync(join(directory, 'sv', name), join(directory, 'service', name));
  }
};
const SERVICES = {
  1: `${PREPARE}; echo 1`,
  2: 'exec runsvdir -P $HERE/service',
  3: 'sv -w 10 force-stop $HERE/service/* >/dev/null; sv exit $HERE/service/* >/dev/null; echo 3',
};

describe.skipIf(!canUnshare)('a pid namespace (where one can be made)', () => {
  it.each([
    ['powers off', '0', 'SIGINT'],
    ['restarts', '6', 'SIGHUP'],
  ])('boots to stage 2 with three services and %s', async (_, level, ending) => {
    const directory = temporary();
    threeServices(directory);
    // The request comes from inside, when all three are up.
    const ask = `(until [ "$(sv status $HERE/service/* 2>/dev/null | grep -c ^run)" = 3 ]; do sleep 0.1; done; runit-init ${level}) &`;
    const system = boot(directory, { ...SERVICES, 2: `${ask} ${SERVICES[2]}` });
    const { wrote, ending: seen } = await system.ended;
    expect([wrote[0], wrote.slice(1, 4).sort(), wrote.at(-1), seen]).toEqual([
      '1',
      ['a up', 'b up', 'c up'],
      '3',
      ending,
    ]);
  });

  it('is told to stop by TERM, as a container is', async () => {
    const system = boot(temporary(), { 1: 'echo 1', 2: 'echo 2; exec sleep 1000', 3: 'echo 3' });
    await system.wrote('2');
    await system.signal('SIGTERM');
    expect(await system.ended).toEqual({ wrote: ['1', '2', '3'], ending: 'SIGINT' });
  });

  it('exits where reboot(2) is refused, as in most containers', async () => {
    const stages = { 1: PREPARE, 2: 'echo 2; exec sleep 1000', 3: 'echo 3' };
    const system = boot(temporary(), stages, ...WITHOUT_REBOOT);
    await system.wrote('2');
    await system.signal('SIGTERM');
    expect(await system.ended).toEqual({ wrote: ['2', '3'], ending: 0 });
  });

  it.each([0, 5, 10, 20, 30, 40, 50, 60, 80])(
    'hears a TERM that comes %d ms after it began to listen',
    async (wait) => {
      const system = boot(temporary(), { 1: 'echo 1', 2: 'echo 2; exec sleep 1000', 3: 'echo 3' });
      const first = await listeningProcess(system.pid);
      await setTimeout(wait);
      process.kill(first, 'SIGTERM');
      const { wrote, ending } = await system.ended;
      expect([wrote[0], wrote.at(-1), ending]).toEqual(['1', '3', 'SIGINT']);
    },
  );

  it('I12: exits with 111 where a fault has made it deaf, in a container', async () => {
    const node = [process.execPath, '--require', BREAKS, join(BIN, '../lib/runit.cjs')];
    const system = boot(temporary(), { 1: '', 2: 'echo 2', 3: 'echo 3' }, ...node);
    expect(await system.ended).toEqual({ wrote: ['2', '3'], ending: 111 });
    expect(system.said().replace(/^ +at .*\n/gm, '')).toMatch(/^- runit: fatal: fault: .*broken$/m);
  });

  const requests =
    'mkdir -p /run/void; ln -s /run/void/reboot /etc/runit/reboot; install -m100 /dev/null /run/void/reboot';
  it.each([
    ['in one place', requests],
    ['in both places', `${PREPARE}; chmod 100 /run/runit.reboot; ${requests}`],
  ])('is powered off by init 0 though a reboot is set %s from another time', async (_, prepare) => {
    const system = boot(temporary(), { 1: prepare, 2: 'runit-init 0; exec sleep 1000', 3: 'echo 3' });
    expect(await system.ended).toEqual({ wrote: ['3'], ending: 'SIGINT' });
  });

  it('is not ended by a signal that nothing handles, whenever it comes', async () => {
    const system = boot(temporary(), { 1: 'echo 1', 2: 'sleep 0.2; echo 2', 3: 'echo 3' });
    const first = await firstProcess(system.pid);
    let isOver = false;
    const ended = system.ended.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      for (const signal of ['SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGPIPE'] as const)
        quietly(() => process.kill(first, signal));
      await setTimeout(1);
    }
    expect(await ended).toEqual({ wrote: ['1', '2', '3'], ending: 'SIGINT' });
  });

  it('has its stages find all signals as they were', async () => {
    const system = boot(temporary(), { 1: '', 2: 'grep -E "Sig(Ign|Blk)" /proc/self/status', 3: '' });
    expect(await system.ended).toEqual({
      wrote: ['SigBlk:\t0000000000000000', 'SigIgn:\t0000000000000000'],
      ending: 'SIGINT',
    });
  });

  it.each([
    ['halts', '', 0],
    ['restarts', 'chmod 100 /run/runit.reboot; ', 129],
  ])('%s where the last stage kills all processes, as a container that it ends', async (_, ask, ending) => {
    // As killall5 does.
    const all = 'for pid in $(ps -eo pid=); do [ $pid = 1 ] || [ $pid = $$ ] || kill -KILL $pid; done 2>/dev/null';
    const last = `${ask}echo 3; ${all}; echo killed; sleep 0.1; echo end`;
    const system = boot(temporary(), { 1: PREPARE, 2: 'echo 2', 3: last });
    expect(await system.ended).toEqual({ wrote: ['2', '3', 'killed', 'end'], ending });
  });

  it('is reaped of a hundred orphans', async () => {
    const orphans = 'i=0; while [ $i -lt 100 ]; do (sleep 0.2 &); i=$((i+1)); done';
    const gone = 'while ps -eo comm= | grep -q sleep; do :; done; ps -eo stat= | grep -c Z';
    const system = boot(temporary(), { 1: '', 2: `${orphans}; ${gone}`, 3: '' });
    expect(await system.ended).toEqual({ wrote: ['0'], ending: 'SIGINT' });
  });
});
