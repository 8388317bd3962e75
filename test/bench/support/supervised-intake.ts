import { closeSync, constants, openSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { sendSignal } from '../../../adapters/send-signal.ts';
import { commandLine } from '../../conformance/support/proc.ts';
import { program } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';
import { treeOf } from './cpu.ts';
import { type Intake, untilReady } from './intake.ts';
import { configure } from './loggers.ts';
import { allGone, start } from './processes.ts';
import { type Found, installed, ours, pathOf } from './programs.ts';
import { freshLogDirectory, freshServices } from './scratch.ts';

/** A supervisor under which a service logs. */
export type Form = {
  readonly name: string;
  readonly runsvdir: Found;
  readonly variables?: Readonly<Record<string, string>>;
};

export const theirs: Form = { name: 'C runsvdir, svlogd', runsvdir: installed('runsvdir') };
/** The svlogd that `log/run` executes is taken into runsvdir's own process where it can be. */
export const hosted: Form = { name: 'ours, hosted', runsvdir: ours('runsvdir') };
export const unhosted: Form = {
  name: 'ours, process under runsvdir',
  runsvdir: ours('runsvdir'),
  variables: { RUNSTATE_EMBED_SVLOGD: '0' },
};

const END = 20_000;
const isSvlogd = (pid: number): boolean =>
  commandLine(pid)
    .slice(0, 3)
    .some((word) => /(^|\/)svlogd(\.cjs)?$/.test(word));

const NO_PID = 0;
/** The pid that runsv notes for a service, once that writes to its logger's pipe. */
const pidIn = (service: string): number | false => {
  const pid = Number.parseInt(readFileSync(join(service, 'supervise/pid'), 'latin1'), 10) || NO_PID;
  return pid !== NO_PID && statSync(`/proc/${pid}/fd/1`).isFIFO() && pid;
};

/** A service and its svlogd, under a supervisor. */
export const supervisedIntake = async (
  form: Form,
  note: (text: string) => void,
  run = 'exec sleep 1000000',
): Promise<Intake> => {
  const scan = freshServices('services');
  const logs = freshLogDirectory('logs');
  configure(logs);
  const service = join(scan, 'bench');
  program(join(service, 'run'), `#!/bin/sh\n${run}\n`);
  program(join(service, 'log/run'), '#!/bin/sh\nexec svlogd -tt ./main\n');
  symlinkSync(logs, join(service, 'log/main'));
  const variables = { ...pathOf(form.runsvdir), ...form.variables };
  const { pid } = start([form.runsvdir.path, scan], { variables });
  await untilReady(logs);
  const servicePid = await until('the service runs', () => pidIn(service));
  // The pipe to the logger, entered beside the service.
  const fd = openSync(`/proc/${servicePid}/fd/1`, constants.O_WRONLY);
  const processes = () => treeOf(pid, servicePid);
  if (form === hosted && processes().some(isSvlogd)) note('not hosted: svlogd ran as a process of its own');
  return {
    processes,
    fd,
    logs,
    async end() {
      closeSync(fd);
      sendSignal(pid, 'SIGHUP');
      if (!(await allGone(END))) throw new Error(`${form.name} does not end`);
    },
    remove() {
      rmSync(scan, { recursive: true });
      rmSync(logs, { recursive: true });
    },
  };
};
