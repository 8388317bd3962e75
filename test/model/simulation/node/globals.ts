import * as buffer from 'node:buffer';
import { constants } from 'node:os';
import * as path from 'node:path';
import type { Global } from '../product.ts';
import { createFs } from './fs.ts';
import { createKoffi, signalName } from './koffi.ts';
import type { Loop } from './loop.ts';
import { createNet } from './net.ts';

/** Where the package lies in the simulated machine. */
export const HOME = '/opt/runstate';

const modulesOf = (loop: Loop): ReadonlyMap<string, object> =>
  new Map<string, object>([
    ['node:fs', createFs(loop.calls, loop)],
    ['node:net', createNet(loop)],
    ['node:os', { constants, uptime: () => loop.kernel.elapsed / 1000 }],
    ['node:path', path],
    ['node:buffer', buffer],
    ['node:tty', { isatty: () => false }],
    ['koffi', createKoffi(loop)],
  ]);

/** A kernel's refusal to send a signal, as Node throws it. */
const killError = (): Error => Object.assign(new Error('kill ESRCH'), { code: 'ESRCH', syscall: 'kill' });

const processOf = (loop: Loop): object => ({
  pid: loop.process.pid,
  ppid: 1,
  arch: 'x64',
  platform: 'linux',
  env: { PATH: `${HOME}/dist/bin` },
  argv: ['node', `${HOME}/dist/lib/runsvdir.cjs`],
  getuid: () => 0,
  geteuid: () => 0,
  on: (name: string, listener: () => void) => loop.on(name, listener),
  off: (name: string, listener: () => void) => loop.off(name, listener),
  kill(pid: number, signal: number) {
    loop.kernel.enter(loop.process, 'kill');
    if (!loop.kernel.kill(pid, signalName(signal), loop.process)) throw killError();
  },
});

/** Node as a supervisor of the simulated machine finds it. */
export const globalsFor = (loop: Loop): Readonly<Record<Global, unknown>> => {
  const { kernel } = loop;
  const modules = modulesOf(loop);
  const startedAt = kernel.elapsed;
  return {
    // What is only imported by parts that are not run.
    require: (name: string) => modules.get(name) ?? {},
    process: processOf(loop),
    performance: { now: () => kernel.elapsed - startedAt },
    Date: class extends Date {
      static override now = (): number => Math.floor(kernel.wall / 1000);
    },
    setTimeout: loop.setTimeout,
    setInterval: loop.setInterval,
    setImmediate: loop.setImmediate,
    clearTimeout: loop.clear,
    clearInterval: loop.clear,
    clearImmediate: () => {},
  };
};
