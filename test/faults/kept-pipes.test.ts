import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepersOf, keyOf } from '../../adapters/keepers.ts';
import { hasReader } from '../conformance/support/fifo.ts';
import { LogLab, wrongNumbers } from '../support/log-lab.ts';
import { until } from '../support/until.ts';
import { isAlive } from './support/lab.ts';

const LINES = 2000;

/** Once there is the file `go` it writes its lines and ends; its next life waits for another one. */
const RUN = `#!/bin/sh
echo $$ >pid
while [ ! -e go ]; do sleep 0.02; done
rm go
i=0
while [ $i -lt ${LINES} ]; do i=$((i + 1)); echo "line $i"; done
`;

const keepers = (lab: LogLab): number[] =>
  keepersOf(new Set([keyOf(statSync(join(lab.service, 'supervise/logpipe'), { bigint: true }))]));

/** A service with a hosted logger whose pipe is kept. */
const kept = async (): Promise<{ lab: LogLab; keeper: number; pid: number }> => {
  const lab = new LogLab('hosted', { run: RUN, options: '-t ./main' });
  lab.start();
  await lab.logRuns();
  const [keeper] = await until('the pipe is kept', () => keepers(lab).length === 1 && keepers(lab));
  const pid = await until('it runs', () => Number(readFileSync(join(lab.service, 'pid'))) || false);
  return { lab, keeper: keeper!, pid };
};

describe('the log pipe of a service, kept by a process', () => {
  it.each<NodeJS.Signals>(['SIGKILL', 'SIGTERM'])(
    'L24: %s to runsvdir: what the service writes and ends, with nobody to read it, is logged by the next one',
    async (signal) => {
      const { lab, keeper, pid } = await kept();
      await lab.killed(signal);
      expect(keepers(lab)).toEqual([keeper]);
      writeFileSync(join(lab.service, 'go'), '');
      await until('the service has ended', () => !existsSync(join(lab.service, 'go')) && !isAlive(pid));
      lab.start();
      await lab.logs(`line ${LINES}\n`);
      expect(wrongNumbers(lab.logged().replaceAll(' line', ''), LINES)).toEqual([]);
    },
  );

  it('is kept while its logger is down: what was written then is logged once there is one again', async () => {
    const { lab } = await kept();
    const told = (letter: string): void => writeFileSync(join(lab.log, 'supervise/control'), letter);
    const pid = (): number => Number(readFileSync(join(lab.service, 'pid')));
    told('d');
    await until('the logger is down', () => readFileSync(join(lab.log, 'supervise/stat'), 'latin1') === 'down\n');
    const first = pid();
    writeFileSync(join(lab.service, 'go'), '');
    await until('another life has begun', () => pid() > 0 && pid() !== first);
    await until('the pipe is kept', () => keepers(lab).length === 1);
    const before = keepers(lab);
    await lab.killed();
    process.kill(pid(), 'SIGKILL');
    await until('nobody but the keeper has it', () => !isAlive(pid()));
    lab.start();
    await until('it is supervised', () => hasReader(join(lab.log, 'supervise/ok')));
    await until('who supervises now keeps it, too', () => keepers(lab).some((one) => !before.includes(one)));
    told('u');
    await lab.logs(`line ${LINES}\n`);
    expect(wrongNumbers(lab.logged().replaceAll(' line', ''), LINES)).toEqual([]);
  });

  it('a successor ends its predecessor’s keeper when it has taken over', async () => {
    const { lab, keeper } = await kept();
    await lab.killed();
    lab.start();
    await until('the first one has gone', () => !isAlive(keeper));
    expect(keepers(lab)).toHaveLength(1);
  });

  it('a successor that hosts no logger ends it, too, when it has taken over', async () => {
    const { lab, keeper } = await kept();
    await lab.killed();
    lab.start({ RUNSTATE_EMBED_SVLOGD: '0' });
    await lab.logRuns('run, a process');
    await until('it has gone', () => !isAlive(keeper));
    expect(keepers(lab)).toEqual([]);
  });

  it('nothing is left of it after HUP where the successor hosts no logger', async () => {
    const { lab } = await kept();
    await lab.killed();
    lab.start({ RUNSTATE_EMBED_SVLOGD: '0' });
    // The files of the first one tell of a logger, too.
    await until('its logger runs', () => isAlive(Number(readFileSync(join(lab.log, 'supervise/pid'), 'latin1'))));
    await lab.killed('SIGHUP');
    await until('it has gone', () => keepers(lab).length === 0);
  });

  it('nothing is left of it after HUP, of a predecessor’s neither', async () => {
    const { lab, keeper } = await kept();
    await lab.killed();
    lab.start();
    await lab.logRuns();
    await lab.killed('SIGHUP');
    await until('all keepers are gone', () => keepers(lab).length === 0);
    expect(isAlive(keeper)).toBe(false);
  });
});
