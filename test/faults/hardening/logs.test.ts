import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { statusValue } from '../../conformance/support/proc.ts';
import { until } from '../../support/until.ts';
import { Ground, isRoot, plants, startProgram } from '../support/attacker.ts';

/** KiB that a svlogd of ours never needs. */
const MUCH = 400_000;
const OLD = '@4000000000000000aaaaaaaa';

/** A log directory that belongs to somebody else, and the superuser's svlogd. */
class Logs extends Ground {
  readonly directory = join(this.root, 'd');

  constructor(config = '') {
    super();
    mkdirSync(this.directory, { mode: 0o755 });
    writeFileSync(this.path('config'), config);
    this.give(this.directory);
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  start(input = 'a line\n') {
    return startProgram('svlogd', ['-v', 'd'], { cwd: this.root, input });
  }

  /** All that is in its files. */
  get texts(): string {
    return readdirSync(this.directory, { withFileTypes: true })
      .filter((entry) => entry.isFile() && statSync(this.path(entry.name)).ino !== statSync(this.victim).ino)
      .map(({ name }) => readFileSync(this.path(name), 'latin1'))
      .join('');
  }
}

const ends = async ({ child, ended }: ReturnType<typeof startProgram>): Promise<number | null> => {
  child.kill('SIGTERM');
  child.stdin.end();
  return ended;
};

describe.runIf(isRoot)('a log directory that belongs to somebody else', () => {
  it.each(plants)('H02: current: %s is not written to', async (kind) => {
    const logs = new Logs();
    logs.plant(kind, logs.path('current'));
    const running = logs.start();
    await until('it has opened current, or cannot', () =>
      /info: (new|append): d\/current|unable to (open|stat|rename) current/.test(running.said()),
    );
    await ends(running);
    expect(logs.harm).toEqual([]);
  });

  it.each(plants.filter((kind) => kind !== 'a huge file'))('lock: %s is not taken for one', async (kind) => {
    const logs = new Logs();
    logs.plant(kind, logs.path('lock'));
    const { ended, said } = logs.start();
    expect([await ended, said()]).toEqual([111, expect.stringMatching(/warning: unable to lock directory: d: /)]);
    expect(logs.harm).toEqual([]);
  });

  it.each(plants)('config: %s is not read', async (kind) => {
    const logs = new Logs();
    logs.plant(kind, logs.path('config'));
    const running = logs.start();
    await until('it logs', () => readFileSync(logs.path('current'), 'latin1') === 'a line\n');
    expect(Number.parseInt(statusValue(running.child.pid!, 'VmHWM')!, 10)).toBeLessThan(MUCH);
    await ends(running);
    expect(running.said()).toContain('warning: unable to read config: d: ');
    expect(running.said()).not.toContain('precious');
  });

  it('H03: config: its processor is not run', async () => {
    const logs = new Logs('s1\n!cat >/dev/null; touch ../ran\n');
    writeFileSync(logs.path(`${OLD}.u`), 'an old line\n');
    const running = logs.start(`${'a line that is long enough\n'.repeat(100)}`);
    await until('it rotates', () => readdirSync(logs.directory).some((name) => name.endsWith('.s')));
    await ends(running);
    expect(running.said()).toContain('warning: somebody else may write config, its processor is not run: d\n');
    expect(existsSync(join(logs.root, 'ran'))).toBe(false);
  });

  it('config: nor where only others may write to the file', async () => {
    const logs = new Logs('!cat >/dev/null; touch ../ran\n');
    chownSync(logs.path('config'), 0, 0);
    chmodSync(logs.path('config'), 0o666);
    writeFileSync(logs.path(`${OLD}.u`), 'an old line\n');
    const running = logs.start();
    await until('it logs', () => readFileSync(logs.path('current'), 'latin1') === 'a line\n');
    await ends(running);
    expect(existsSync(join(logs.root, 'ran'))).toBe(false);
  });

  /** A directory with a log that has to be processed, by what the superuser has written into its config. */
  const processed = (): Logs => {
    const logs = new Logs('!cat; cat <&4; echo state >&5\n');
    writeFileSync(logs.path(`${OLD}.u`), 'an old line\n');
    writeFileSync(logs.path('state'), '');
    logs.give(logs.directory);
    chownSync(logs.path('config'), 0, 0);
    return logs;
  };
  const OUTCOME =
    /processed: d\/|processor failed|unable to (create empty state|open log|fsync processed|set mode|rename)/;

  /** Has it run, and looks what has become of what it must not get at. */
  const comesToAnEnd = async (logs: Logs): Promise<void> => {
    const running = logs.start();
    await until('the processor comes to an end', () => OUTCOME.test(running.said()));
    await ends(running);
    expect(logs.harm).toEqual([]);
    expect(logs.texts).not.toContain('precious');
  };

  it.each(plants)('the processor: %s in the place of its state and its output is not used', async (kind) => {
    const logs = processed();
    for (const name of [`${OLD}.t`, 'newstate']) logs.plant(kind, logs.path(name));
    if (kind !== 'a huge file') logs.plant(kind, logs.path('state'));
    await comesToAnEnd(logs);
  });

  it.each([
    ['u', 'a symbolic link'],
    ['u', 'another name of a file'],
    ['u', 'a FIFO that nobody reads'],
    ['u', 'a directory'],
    ['s', 'a symbolic link'],
    ['s', 'another name of a file'],
    ['s', 'a FIFO that nobody reads'],
  ] as const)('the processor: a log .%s: %s is neither read nor marked', async (suffix, kind) => {
    const logs = processed();
    logs.plant(kind, logs.path(`${OLD}.${suffix}`));
    await comesToAnEnd(logs);
  });
});

describe.runIf(isRoot)('a log directory that nobody else may write to', () => {
  it('has links followed, and its processor run, as in runit', async () => {
    const logs = new Logs('!tr a-z A-Z\n');
    for (const name of ['', 'config']) chownSync(logs.path(name), 0, 0);
    writeFileSync(logs.path(`${OLD}.u`), 'an old line\n');
    writeFileSync(join(logs.root, 'elsewhere'), '');
    symlinkSync('../elsewhere', logs.path('current'));
    const running = logs.start();
    const logged = (): string => readFileSync(join(logs.root, 'elsewhere'), 'latin1');
    await until('both are there', () => existsSync(logs.path(`${OLD}.s`)) && logged() === 'a line\n');
    await ends(running);
    expect(readFileSync(logs.path(`${OLD}.s`), 'latin1')).toBe('AN OLD LINE\n');
  });
});
