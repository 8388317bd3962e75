import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { metricsOf } from '../../../runtime/ui/supervisor-line.ts';
import { program } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';
import { WatchLab } from '../watch/support/watch-lab.ts';

/** A service that says eleven bytes, and its hosted logger. */
const sayer = (): WatchLab => {
  const lab = new WatchLab();
  lab.define('web', '#!/bin/sh\necho $$ >>pids\necho 0123456789\nexec sleep 3600 </dev/null\n');
  program(join(lab.home('web'), 'log/run'), '#!/bin/sh\nexec svlogd ./main\n');
  mkdirSync(join(lab.home('web'), 'log/main'));
  lab.link('web');
  process.env.RUNSTATE_RUN = lab.run;
  onTestFinished(() => void delete process.env.RUNSTATE_RUN);
  return lab;
};

const sample = async (lab: WatchLab, name: string): Promise<number> => {
  const lines = (await metricsOf(lab.services))!.split('\n');
  return Number(lines.find((line) => line.startsWith(`${name} `))!.slice(name.length + 1));
};

it('has what a hosted logger has written, and how often it has rotated', async () => {
  const lab = sayer();
  lab.start();
  await lab.socket();
  const labels = '{service="web",role="log"}';
  await until('the line is logged', async () => (await sample(lab, `runstate_log_bytes_total${labels}`)) === 11);
  expect(await sample(lab, `runstate_log_rotations_total${labels}`)).toBe(0);
  writeFileSync(join(lab.home('web'), 'log/supervise/control'), 'a');
  await until('it has rotated', async () => (await sample(lab, `runstate_log_rotations_total${labels}`)) === 1);
});

it('has how long the event loop was held up between two scrapes', async () => {
  const lab = sayer();
  const { child } = lab.start();
  await lab.running('web');
  await lab.socket();
  const name = 'runstate_supervisor_event_loop_delay_max_seconds';
  await until('a halt of the supervisor is seen', async () => {
    child.kill('SIGSTOP');
    await new Promise((settle) => setTimeout(settle, 200));
    child.kill('SIGCONT');
    return (await sample(lab, name)) >= 0.1;
  });
});
