import { closeSync, constants, openSync } from 'node:fs';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { ProgramFact, ProgramInput, ProgramOrder } from '../machines/ports.ts';
import { announceChild, writeChildRecord } from './child-record.ts';
import { type Foreign, watchForeign } from './foreign-process.ts';
import type { Hosted, Hosting } from './hosted.ts';
import { logpipeFor } from './logpipe.ts';
import { type Place, type Places, roleOf } from './place.ts';
import type { ProcessSpec } from './processes.ts';
import type { Report, System } from './system.ts';
import type { Turns } from './turns.ts';

/** What the adapters of a service directory share. */
export type Supplies = {
  readonly places: Places;
  readonly system: System;
  readonly report: Report;
  readonly turns: Turns;
  /** Undefined: every log service is a process. */
  readonly hosting?: Hosting | undefined;
};

/** Refusals of the kernel to make a process at all, as opposed to a program that cannot be executed. */
const REFUSALS = ['EAGAIN', 'ENOMEM'];

/** runit's test: what can be opened for reading is there. */
const isReadable = (path: string): boolean => {
  try {
    closeSync(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
    return true;
  } catch {
    return false;
  }
};

const specOf = (place: Place, { role, file, args }: ProgramInput, system: System): ProcessSpec => ({
  file: `./${file}`,
  argv: [`./${file}`, ...args],
  cwd: roleOf(place, role).directory.fd,
  session: place.session,
  ...(role === 'log' ? { stdin: logpipeFor(place, 'read', system) } : {}),
  ...(role === 'main' && place.log ? { stdout: logpipeFor(place, 'write', system) } : {}),
});

const reportFailure = (place: Place, input: ProgramInput, code: string, report: Report): void =>
  REFUSALS.includes(code)
    ? report({ program: 'runsv', subject: place.label, level: 'warning', message: 'unable to fork, sleeping', code })
    : report({
        program: 'runsv',
        subject: place.label,
        level: 'fatal',
        message: `unable to start ${input.role === 'log' ? 'log/' : ''}./${input.file}`,
        code,
      });

/** Adapter of the `program` port: `./run` and `./finish` as processes of the service directory. */
export const createProgram = ({
  places,
  system,
  report,
  hosting,
}: Supplies): CallbackActorLogic<ProgramOrder, ProgramInput> =>
  fromCallback<ProgramOrder, ProgramInput>(({ input, sendBack, receive }) => {
    const place = places.get(input.place)!;
    const tell = (fact: ProgramFact): void => sendBack(fact);
    const exited = (status: Extract<ProgramFact, { type: 'program.exited' }>['status']): void => {
      pid = 0;
      tell({ type: 'program.exited', status, at: system.now() });
    };
    const started = (by: number): void => {
      pid = by;
      tell({ type: 'program.started', pid, at: system.now() });
    };
    let pid = input.adopt;
    /** What has its signals another way than by its pid. */
    let other: Hosted | Foreign | undefined;
    receive(({ signal }) => {
      if (other) other.signal(signal);
      else if (pid !== 0) system.processes.signal(pid, signal);
    });
    const start = (): void => {
      other = undefined;
      announceChild(roleOf(place, input.role), input.file);
      system.processes.start(specOf(place, input, system), {
        started(child) {
          // At once: until it is written, the process has to be searched for.
          writeChildRecord(roleOf(place, input.role), child, input.file);
          started(child);
        },
        failed(code) {
          reportFailure(place, input, code, report);
          tell({ type: REFUSALS.includes(code) ? 'program.refused' : 'program.failed', at: system.now() });
        },
        exited,
      });
    };

    const leave = (): void => other?.leave();
    if (pid !== 0) {
      if (!system.processes.watch(pid, exited)) other = watchForeign(pid, exited);
      return leave;
    }
    if (input.file === 'finish' && !isReadable(`${place.main.role.directory.base}/finish`))
      return void tell({ type: 'program.absent', at: system.now() });
    if (input.role === 'log' && hosting) {
      other = hosting.host(place, exited);
      if (other) started(process.pid);
      else other = hosting.drain(place, start);
      if (other) return leave;
    }
    start();
  });
