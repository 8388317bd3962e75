import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { program } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';
import { Ground, isRoot, plants, startProgram } from '../support/attacker.ts';

const SVLOGD = resolve(import.meta.dirname, '../../../dist/bin/svlogd');

/** A service with a hosted logger, and another one beside it: who is held up by the one is deaf to the other. */
class Pair extends Ground {
  readonly services = join(this.root, 'services');
  readonly log = join(this.services, 'logged/log');

  constructor() {
    super();
    program(join(this.services, 'logged/run'), '#!/bin/sh\necho a line\nexec sleep 3600 >/dev/null 2>&1\n');
    program(join(this.log, 'run'), `#!/bin/sh\nexec ${SVLOGD} ./main\n`);
    mkdirSync(join(this.log, 'main'));
    mkdirSync(join(this.log, 'supervise'), { mode: 0o755 });
    program(join(this.services, 'other/run'), '#!/bin/sh\nexec sleep 3600 >/dev/null 2>&1\n');
  }

  /** Returns when the other service runs. */
  async start() {
    const runsvdir = startProgram('runsvdir', [this.services]);
    onTestFinished(async () => {
      runsvdir.child.kill('SIGHUP');
      await until('all are down', () => runsvdir.child.exitCode !== null || runsvdir.child.signalCode !== null).catch(
        () => {},
      );
    });
    const stat = (): string => readFileSync(join(this.services, 'other/supervise/stat'), 'latin1');
    await until('the other service runs', () => stat() === 'run\n');
    return runsvdir;
  }

  get logged(): string {
    return readFileSync(join(this.log, 'main/current'), 'latin1');
  }
}

describe.runIf(isRoot)('a hosted logger', () => {
  it('whose run is a FIFO holds nobody up', async () => {
    const pair = new Pair();
    rmSync(join(pair.log, 'run'));
    execFileSync('mkfifo', ['-m', '755', join(pair.log, 'run')]);
    const { said } = await pair.start();
    await until('it is told', () => said().includes('runsv logged: fatal: unable to start log/./run: access denied'));
  });

  it.each(plants.filter((kind) => !kind.includes('another name')))(
    'H04: whose config is %s holds nobody up',
    async (kind) => {
      const pair = new Pair();
      pair.plant(kind, join(pair.log, 'main/config'));
      await pair.start();
      await until('it logs', () => pair.logged === 'a line\n');
      expect(pair.harm).toEqual([]);
    },
  );

  it.each(plants.filter((kind) => kind !== 'a huge file'))('whose spool is %s does not write to it', async (kind) => {
    const pair = new Pair();
    pair.give(join(pair.log, 'supervise'));
    pair.plant(kind, join(pair.log, 'supervise/spool'));
    const { said } = await pair.start();
    await until('it cannot', () => /spool/.test(said()));
    expect(pair.harm).toEqual([]);
  });
});
