import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLab, type Lab } from './support/sv-lab.ts';
import { comparable, hasOracle } from './support/sv-run.ts';
import { isSupervised, type Runsv, script, settle, startRunsv, until } from './support/sv-runsv.ts';

const SLEEP = 'exec sleep 1000';

/** A service that ignores signals, and leaves a file behind once it does. */
const ignoring = (signals: string): string => `trap '' ${signals}\n: >trapped\n${SLEEP}`;

/** Scripts of a service directory by file name. */
type Files = Readonly<Record<string, string>>;

describe.skipIf(!hasOracle())('sv under real runsv, compared with runit', () => {
  let lab: Lab;
  const running: Runsv[] = [];
  beforeAll(() => {
    lab = createLab();
  });
  afterAll(async () => {
    await Promise.all(running.map((runsv) => runsv.stop()));
    lab.dispose();
  });

  const both = <T>(use: (directory: string) => T, name: string): T[] =>
    [lab.theirs, lab.ours].map(({ root }) => use(`${root}/${name}`));

  const start = async (name: string, files: Files): Promise<void> => {
    both((directory) => {
      for (const [file, text] of Object.entries(files)) script(`${directory}/${file}`, text);
    }, name);
    running.push(...(await Promise.all(both(startRunsv, name))));
  };

  const settled = (name: string) => Promise.all(both(settle, name));

  /** Waits until a service that was just started ignores its signals. */
  const trapped = (name: string) =>
    Promise.all(
      both(async (directory) => {
        await until(`traps in ${directory}`, () => existsSync(`${directory}/trapped`));
        rmSync(`${directory}/trapped`);
      }, name),
    );

  const status = async (args: readonly string[]) => {
    const { theirs, ours } = await lab.both(args);
    return { theirs: comparable(theirs, { pids: true }), ours: comparable(ours, { pids: true }) };
  };

  /** Runs one command in both worlds and wants the same of both, and this on stdout. */
  const same = async (args: readonly string[], stdout: string, code = 0): Promise<void> => {
    const { theirs, ours } = await status(args);
    expect(ours, `sv ${args.join(' ')}`).toEqual(theirs);
    expect(ours).toMatchObject({ stdout, code, stderr: '' });
  };

  /** Waits until `sv status` says so in both worlds. */
  const becomes = async (name: string, stdout: string): Promise<void> => {
    const end = performance.now() + 10_000;
    for (;;) {
      const { theirs, ours } = await status(['status', name]);
      if (theirs.stdout === stdout && ours.stdout === stdout) return;
      if (performance.now() > end) expect([theirs.stdout, ours.stdout]).toEqual([stdout, stdout]);
    }
  };

  it('starts, stops, restarts, pauses and kills an ordinary service', async () => {
    await start('plain', { run: ignoring('HUP ALRM INT QUIT USR1 USR2') });
    const run = 'run: plain: (pid N) Ns';
    await same(['start', 'plain'], `ok: ${run}\n`);
    await same(['check', 'plain'], `ok: ${run}\n`);
    await same(['stop', 'plain'], 'ok: down: plain: Ns, normally up\n');
    await same(['stop', 'plain'], 'ok: down: plain: Ns, normally up\n');
    await same(['check', 'plain'], 'ok: down: plain: Ns, normally up\n');
    await settled('plain');
    await same(['-v', 'once', 'plain'], `ok: ${run}, want down\n`);
    // A first look may come before runsv has read the letter: not what is compared here.
    await same(['up', 'plain'], '');
    await becomes('plain', `${run}\n`);
    for (const word of ['restart', 'try-restart', 'force-restart', 'force-reload']) {
      await settled('plain');
      await same([word, 'plain'], `ok: ${run}\n`);
    }
    await settled('plain');
    await same(['-v', 'kill', 'plain'], `ok: ${run}\n`);
    await same(['-v', 'pause', 'plain'], `ok: ${run}, paused\n`);
    await same(['-v', 'cont', 'plain'], `ok: ${run}\n`);
    for (const word of ['reload', 'hup', 'alarm', 'interrupt', 'quit', '1', '2'])
      await same(['-v', word, 'plain'], `ok: ${run}\n`);
    await same(['up', 'plain'], '');
    await same(['shutdown', 'plain'], 'ok: plain: runsv not running\n');
    await same(['status', 'plain'], 'fail: plain: runsv not running\n', 1);
    await same(['exit', 'plain'], 'ok: plain: runsv not running\n');
    await same(['start', 'plain'], 'fail: plain: runsv not running\n', 1);
  });

  it('is outlived by a service that ignores TERM, and forces it', async () => {
    await start('stubborn', { run: ignoring('TERM'), down: '' });
    await same(['start', 'stubborn'], 'ok: run: stubborn: (pid N) Ns, normally down\n');
    await trapped('stubborn');
    const termed = 'run: stubborn: (pid N) Ns, normally down, want down, got TERM';
    await same(['-w1', 'stop', 'stubborn'], `timeout: ${termed}\n`, 1);
    await same(['-w1', 'force-stop', 'stubborn'], `kill: ${termed}\n`, 1);
    await becomes('stubborn', 'down: stubborn: Ns\n');
    await same(['start', 'stubborn'], 'ok: run: stubborn: (pid N) Ns, normally down\n');
    await trapped('stubborn');
    await settled('stubborn');
    await same(['-w1', 'force-shutdown', 'stubborn'], `kill: ${termed}\n`, 1);
    await same(['-v', 'exit', 'stubborn'], 'ok: stubborn: runsv not running\n');
  });

  it('shows a service with a logger, and the logger by itself', async () => {
    await start('logged', { run: SLEEP, 'log/run': 'exec cat' });
    // Once both are up, the first look decides, and so the order of the lines.
    await becomes('logged', 'run: logged: (pid N) Ns; run: log: (pid N) Ns\n');
    await same(['start', 'logged', 'logged/log'], 'ok: run: logged: (pid N) Ns\nok: run: logged/log: (pid N) Ns\n');
    await same(['status', 'logged'], 'run: logged: (pid N) Ns; run: log: (pid N) Ns\n');
    await same(['stop', 'logged/log'], 'ok: down: logged/log: Ns, normally up\n');
    await same(['status', 'logged'], 'run: logged: (pid N) Ns; down: log: Ns, normally up\n');
    await same(['start', 'logged/log'], 'ok: run: logged/log: (pid N) Ns\n');
    await same(['stop', 'logged'], 'ok: down: logged: Ns, normally up\n');
    await same(['status', 'logged'], 'down: logged: Ns, normally up; run: log: (pid N) Ns\n');
    await same(['force-shutdown', 'logged'], 'ok: logged: runsv not running\n');
  });

  it('waits for check and for finish', async () => {
    const gate = (file: string) => `while [ ! -e ${file} ]; do sleep 0.05; done`;
    await start('gated', { run: SLEEP, check: 'test -e ready', finish: gate('finished') });
    await becomes('gated', 'run: gated: (pid N) Ns\n');
    await same(['-w1', 'start', 'gated'], 'timeout: run: gated: (pid N) Ns\n', 1);
    const waiting = same(['-w20', 'check', 'gated'], 'ok: run: gated: (pid N) Ns\n');
    both((directory) => writeFileSync(`${directory}/ready`, ''), 'gated');
    await waiting;
    await same(['-w1', 'stop', 'gated'], 'timeout: finish: gated: (pid N) Ns, want down\n', 1);
    both((directory) => writeFileSync(`${directory}/finished`, ''), 'gated');
    await same(['stop', 'gated'], 'ok: down: gated: Ns, normally up\n');
  });

  it('controls several services at once, and says of each what became of it', async () => {
    await Promise.all([start('one', { run: SLEEP }), start('two', { run: ignoring('TERM') })]);
    for (const name of ['one', 'two']) await becomes(name, `run: ${name}: (pid N) Ns\n`);
    await same(
      ['start', 'one', 'nowhere', 'two'],
      [
        'fail: nowhere: unable to change to service directory: file does not exist\n',
        'ok: run: one: (pid N) Ns\nok: run: two: (pid N) Ns\n',
      ].join(''),
      1,
    );
    await trapped('two');
    const { theirs, ours } = await status(['-w1', 'stop', 'two', 'one']);
    expect(ours.stdout.split('\n').toSorted()).toEqual(theirs.stdout.split('\n').toSorted());
    expect(ours.code).toBe(theirs.code);
    await same(
      ['-w1', 'force-shutdown', 'two', 'one'],
      ['ok: one: runsv not running\n', 'kill: run: two: (pid N) Ns, want down, got TERM\n'].join(''),
      1,
    );
    await until('the end of two', () => both(isSupervised, 'two').every((supervised) => !supervised));
  });
});
