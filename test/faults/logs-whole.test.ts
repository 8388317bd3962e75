import {
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Form, LogLab, wrongNumbers } from '../support/log-lab.ts';
import { canMount, tinyFileSystem } from '../support/mounts.ts';
import { until } from '../support/until.ts';

const DEADLINE = 60_000;
/** Lines that small logs hold in a few hundred files, each of which is put on the disk. */
const FEW = 4000;

const rest = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A service that writes numbered lines as fast as they are taken, and how its logs end. */
const writing = (form: Form, count: number, config: string, main?: string) => {
  const options = `-tt ${main ?? './main'}`;
  const lab: LogLab = new LogLab(form, { options, config });
  const done = join(lab.root, 'done');
  lab.define(LogLab.numbers(count, done));
  if (main) writeFileSync(join(main, 'config'), config);
  const finished = async (): Promise<string> => {
    await until('the service has written everything', () => existsSync(done), DEADLINE);
    await until('the last line is logged', () => lastNumber(lab.tail(main ?? 'main')) === count, DEADLINE);
    await until('every log is processed', () => lab.old(main).every((name) => name.endsWith('.s')), DEADLINE);
    return lab.logged(main ?? 'main');
  };
  return { lab, done, finished };
};

const lastNumber = (text: string): number => Number(/ (\d+)( x*)?\n$/.exec(text)?.[1]);

describe('every line is in the logs once, and in order', () => {
  it('L20: with a supervisor that is killed again and again, and a logger in it that rotates', async () => {
    const { lab, done, finished } = writing('hosted', 500_000, 's100000\nn0\n');
    lab.start();
    for (let kills = 0; kills < 10 || (kills < 60 && !existsSync(done)); kills++) {
      await rest(150 + Math.random() * 400);
      await lab.killed();
      lab.start();
    }
    expect(wrongNumbers(await finished(), 500_000)).toEqual([]);
    expect(lab.old().length).toBeGreaterThan(100);
  });

  it.skipIf(!canMount)('with a disk that is full for a while, and a supervisor that is killed then', async () => {
    const disk = tinyFileSystem('64m', 4000)!;
    const { lab, finished } = writing('hosted', 300_000, 's100000\nn0\n', disk.path);
    const ballast = join(disk.path, 'ballast');
    // What is left holds some of the ten megabytes of lines, whoever is faster.
    writeFileSync(ballast, Buffer.alloc(60 * 2 ** 20));
    lab.start();
    await until('it is full', () =>
      lab.said.includes(`pausing: unable to write to current: ${disk.path}: out of disk space`),
    );
    await lab.killed();
    lab.start();
    await until('it is full again', () => lab.said.match(/pausing: unable to write to current/g)!.length > 1);
    rmSync(ballast);
    expect(wrongNumbers(await finished(), 300_000)).toEqual([]);
  });

  it.skipIf(!canMount)(
    'with everything on one full disk, HUP meanwhile, and a supervisor that is killed then',
    async () => {
      const disk = tinyFileSystem('3m', 4000)!;
      const { lab, finished } = writing('hosted', 20_000, 's0\nn0\n');
      cpSync(lab.service, join(disk.path, 'a'), { recursive: true });
      rmSync(lab.service, { recursive: true });
      symlinkSync(join(disk.path, 'a'), lab.service);
      const ballast = join(disk.path, 'ballast');
      expect(() => writeFileSync(ballast, Buffer.alloc(4 * 2 ** 20))).toThrow('ENOSPC');
      // What is left holds half of the lines, whoever is faster.
      truncateSync(ballast, statSync(ballast).size - 300_000);
      lab.start();
      await until('it is full', () => lab.said.includes('pausing: unable to write to '));
      lab.sv('hup', 'a/log');
      await rest(500);
      await lab.killed();
      writeFileSync(ballast, '');
      lab.start();
      expect(wrongNumbers(await finished(), 20_000)).toEqual([]);
      expect(lab.said).not.toContain('fault');
    },
  );

  it('with a log directory in the place of another one, and then the spool is made short as before', async () => {
    const { lab, finished } = writing('hosted', 400_000, 's0\nn0\n');
    lab.start();
    await until('something is logged', () => lab.logged().length > 10_000);
    renameSync(join(lab.log, 'main'), join(lab.log, 'old'));
    mkdirSync(join(lab.log, 'main'));
    writeFileSync(lab.path('config'), 's0\nn0\n');
    lab.sv('hup', 'a/log');
    const logged = await finished();
    expect(wrongNumbers(lab.logged('old') + logged, 400_000)).toEqual([]);
    expect(statSync(join(lab.log, 'supervise/spool')).size).toBeLessThan(2 ** 21);
  });

  it.each<[Form]>([['hosted'], ['process']])('%s: with TERM, HUP, ALRM and CONT in any order', async (form) => {
    const { lab, done, finished } = writing(form, 500_000, 's100000\nn0\n');
    lab.start();
    await lab.logRuns();
    const letters = ['hup', 'alarm', 'term', 'hup', 'alarm', 'alarm', 'cont'];
    for (let time = 0; time < 21 || (time < 200 && !existsSync(done)); time++) {
      await rest(Math.random() * 120);
      lab.sv(letters[time % letters.length]!, 'a/log');
    }
    expect(wrongNumbers(await finished(), 500_000)).toEqual([]);
    expect(lab.old().length).toBeGreaterThan(100);
  });

  it.each(['s500\nn0\n', 's5000\nn0\n-*7*\n+*77*\npP \n', 's3000\nn0\n!cat\n'])(
    'hosted, killed, with the config %j',
    async (config) => {
      const { lab, done, finished } = writing('hosted', FEW, config);
      lab.start();
      for (let kills = 0; kills < 6 || (kills < 40 && !existsSync(done)); kills++) {
        await rest(100 + Math.random() * 300);
        await lab.killed();
        lab.start();
      }
      // A star skips to the first 7, and does not go back.
      const isWanted = (number: number): boolean => !config.includes('7') || /^[^7]*(77.*)?$/.test(`${number}`);
      const expected = Array.from({ length: FEW }, (_, index) => index + 1).filter(isWanted);
      const numbers = (await finished()).split('\n').flatMap((line) => /^\S+ (?:P )?(\d+)/.exec(line)?.[1] ?? []);
      expect(numbers.map(Number)).toEqual(expected);
    },
  );
});
