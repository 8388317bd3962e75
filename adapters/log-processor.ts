import { closeSync, constants, existsSync, fchmodSync, fsync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { type CallbackActorLogic, fromCallback } from 'xstate';
import type { ProcessorFact, ProcessorInput, ProcessorOrder } from '../machines/log-ports.ts';
import { withSuffix } from '../machines/rules/svlog/names.ts';
import { fromBytes } from './bytes.ts';
import { type Held, openDirectory } from './directory.ts';
import { attempt, CLOSED_MODE, LogError } from './log-open.ts';
import { type FindLogSupplies, guarded, inform, type LogPlace, type LogSupplies } from './log-place.ts';
import type { ProcessSpec } from './processes.ts';
import { codeOf } from './system.ts';
import { linksAsIn } from './trust.ts';
import { openWarily } from './wary-file.ts';

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NONBLOCK } = constants;
const MODE = 0o644;

const makeEmpty = (path: string): void => closeSync(openWarily(path, O_WRONLY | O_CREAT, MODE));

/** @param input the log, open: by its name the processor might find something else. */
const specOf = ({ fd, base }: Held, log: string, input: number, command: string): ProcessSpec => {
  const state = `${base}/state`;
  // Removed just before: what has the name again by then is somebody else's.
  const fresh = (name: string) => ({
    path: `${base}/${name}`,
    flags: O_WRONLY | O_CREAT | O_EXCL | O_NONBLOCK,
    mode: MODE,
  });
  return {
    file: '/bin/sh',
    argv: ['sh', '-c', fromBytes(Buffer.from(command, 'latin1'))],
    cwd: fd,
    session: false,
    stdin: { path: `/proc/self/fd/${input}`, flags: O_RDONLY | O_NONBLOCK },
    stdout: fresh(withSuffix(log, 't')),
    extra: { 4: { path: state, flags: O_RDONLY | O_NONBLOCK | linksAsIn(state) }, 5: fresh('newstate') },
  };
};

/** Puts a file on the disk, where it is there, while other work goes on. */
const sync = (path: string, then: (code: string | undefined) => void): void => {
  let fd: number;
  try {
    fd = openWarily(path, O_RDONLY);
  } catch (error) {
    const code = codeOf(error);
    then(code === 'ENOENT' ? undefined : code);
    return;
  }
  fsync(fd, (cause) => {
    closeSync(fd);
    then(cause?.code);
  });
};

/** Marks a log as closed in good order. */
const close = (path: string): void => {
  const fd = openWarily(path, O_RDONLY);
  try {
    fchmodSync(fd, CLOSED_MODE);
  } finally {
    closeSync(fd);
  }
};

/** Puts the processor's output in the place of the log; each step may be done already, by an attempt before this one. */
const finish = ({ base }: Held, log: string, label: string, supplies: LogSupplies): void => {
  const [output, saved] = [withSuffix(log, 't'), withSuffix(log, 's')];
  if (existsSync(`${base}/${output}`))
    attempt('unable to rename processed', () => renameSync(`${base}/${output}`, `${base}/${saved}`));
  attempt('unable to set mode of processed', () => close(`${base}/${saved}`));
  if (existsSync(`${base}/newstate`))
    attempt('unable to rename state', () => renameSync(`${base}/newstate`, `${base}/state`));
  try {
    unlinkSync(`${base}/${log}`);
  } catch {
    supplies.say({ level: 'warning', message: 'unable to unlink', subject: `${label}/${log}` });
  }
  inform(supplies, 'processed', `${label}/${saved}`);
};

/** One run of the processor. */
const run = (place: LogPlace, log: string, supplies: LogSupplies, tell: (fact: ProcessorFact) => void) => {
  const { label, config } = place;
  // Its own hold on the directory: the log may be closed and opened again meanwhile.
  const directory = openDirectory(place.directory.base);
  let pid = 0;
  let isOver = false;
  const blocked = (message: string, code: string): void => {
    supplies.say({ level: 'pausing', message, subject: label, code });
    tell({ type: 'processor.blocked' });
  };
  const putInPlace = (): void => {
    try {
      finish(directory, log, label, supplies);
      tell({ type: 'processor.done' });
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      blocked(error.message, error.code);
    }
  };
  /** The output is on the disk before the log goes. */
  const settle = (): void =>
    sync(`${directory.base}/${withSuffix(log, 't')}`, (code) => {
      if (isOver) return;
      if (code) blocked('unable to fsync processed', code);
      else guarded(supplies, putInPlace);
    });
  const failed = (): void => {
    supplies.say({ level: 'warning', message: 'processor failed, restart', subject: label });
    try {
      unlinkSync(`${directory.base}/${withSuffix(log, 't')}`);
    } catch {
      // It may not have come that far.
    }
    tell({ type: 'processor.failed' });
  };
  const start = (): void => {
    inform(supplies, 'processing', `${label}/${log}`);
    // Another one that outlived its svlogd may still have these open: it must not write into ours.
    for (const name of [withSuffix(log, 't'), 'newstate']) rmSync(`${directory.base}/${name}`, { force: true });
    makeEmpty(`${directory.base}/state`);
    let input: number;
    try {
      input = openWarily(`${directory.base}/${log}`, O_RDONLY);
    } catch (error) {
      const message = 'unable to open log, want processor';
      supplies.say({ level: 'warning', message, subject: `${label}/${log}`, code: codeOf(error) });
      tell({ type: 'processor.failed' });
      return;
    }
    try {
      begin(input);
    } finally {
      closeSync(input);
    }
  };
  const begin = (input: number): void => {
    supplies.system.processes.start(specOf(directory, log, input, config.processor!), {
      started(started) {
        pid = started;
      },
      failed(code) {
        supplies.say({ level: 'warning', message: 'unable to run processor', subject: label, code });
        failed();
      },
      exited(status) {
        pid = 0;
        if (isOver) return;
        if (status.code === 0) settle();
        else failed();
      },
    });
  };
  /** Whoever is the next to log here begins with this log again. */
  const stop = (): void => {
    isOver = true;
    if (pid !== 0) supplies.system.processes.signal(pid, 'SIGKILL');
    closeSync(directory.fd);
  };
  return { directory, start, settle, stop };
};

/** As {@link run}; undefined: there was no descriptor for it, which is reported, and it is tried again like one that failed. */
const runOrReport = (...what: Parameters<typeof run>): ReturnType<typeof run> | undefined => {
  const [{ label }, , { say }, tell] = what;
  try {
    return run(...what);
  } catch (cause) {
    const message = 'unable to change directory, want processor';
    say({ level: 'pausing', message, subject: label, code: codeOf(cause) });
    return void tell({ type: 'processor.failed' });
  }
};

/** Adapter of the `processor` port. */
export const createProcessor = (find: FindLogSupplies): CallbackActorLogic<ProcessorOrder, ProcessorInput> =>
  fromCallback<ProcessorOrder, ProcessorInput>(({ input: { place: name, log }, sendBack, receive, system }) => {
    const supplies = find(system);
    const place = supplies.places.get(name)!;
    const tell = (fact: ProcessorFact): void => sendBack(fact);
    if (place.config.processor === undefined || !existsSync(`${place.directory.base}/${log}`))
      return void tell({ type: 'processor.done' });
    const job = runOrReport(place, log, supplies, tell);
    if (!job) return;
    const { directory, start, settle, stop } = job;
    supplies.busy.set(name, log);
    receive(settle);
    // Killed between putting the output in place and removing the log: it is done but for that.
    if (existsSync(`${directory.base}/${withSuffix(log, 's')}`)) settle();
    else {
      try {
        start();
      } catch (cause) {
        const message = 'unable to create empty state for processor';
        supplies.say({ level: 'warning', message, subject: place.label, code: codeOf(cause) });
        tell({ type: 'processor.failed' });
      }
    }
    return () => {
      supplies.busy.delete(name);
      stop();
    };
  });
