import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../adapters/system.ts';
import { canMount, empty, fill, tinyFileSystem } from '../support/mounts.ts';
import { program } from '../support/temporary.ts';
import { until } from '../support/until.ts';
import { faults, type Hosted, host } from './support/hosted.ts';
import { Lab } from './support/lab.ts';

const told = ({ diagnostics }: Hosted, facts: Partial<Diagnostic>): Promise<Diagnostic> =>
  until(`it is told that ${JSON.stringify(facts)}`, () =>
    diagnostics.find((diagnostic) =>
      Object.entries(facts).every(([key, value]) => diagnostic[key as keyof Diagnostic] === value),
    ),
  );

/** A healthy service beside whatever the test does to another. */
const beside = async (make: (lab: Lab) => void) => {
  const lab = new Lab();
  lab.add('healthy');
  make(lab);
  const hosted = host(lab.services);
  const pid = await lab.running('healthy');
  const expectHealthy = async (): Promise<void> => {
    lab.control('healthy', 'p');
    await until('the healthy one takes orders', () => lab.stat('healthy').includes('paused'));
    lab.control('healthy', 'c');
    expect(lab.lives('healthy')).toEqual([pid]);
    expect(faults).toEqual([]);
  };
  return { lab, expectHealthy, ...hosted };
};

describe('a run that cannot be executed', () => {
  it.each<[string, string, (path: string) => void]>([
    ['missing', 'ENOENT', () => {}],
    ['not executable', 'EACCES', (path) => void program(path, '#!/bin/sh\n', 0o644)],
    ['with a missing interpreter', 'ENOENT', (path) => void program(path, '#!/no/such\n')],
    ['a directory', 'EACCES', (path) => void mkdirSync(path)],
    ['empty', 'ENOEXEC', (path) => void program(path, '')],
  ])('%s: %s', async (_, code, make) => {
    const { lab, expectHealthy, ...hosted } = await beside((lab) => {
      make(`${lab.define('bad', '')}/run`);
      program(`${lab.home('bad')}/finish`, '#!/bin/sh\necho "$*" >>finished\n');
      lab.link('bad');
    });
    await told(hosted, { subject: 'bad', level: 'fatal', message: 'unable to start ./run', code });
    await until('finish has heard', () => readFileSync(`${lab.home('bad')}/finished`, 'utf8').startsWith('111 0\n'));
    await expectHealthy();
  });
});

describe('a supervise that cannot be used', () => {
  const cases: [string, Partial<Diagnostic>, (home: string) => void][] = [
    [
      'a file',
      { message: 'unable to open supervise/lock', code: 'ENOTDIR' },
      (home) => writeFileSync(`${home}/supervise`, ''),
    ],
    [
      'a link into nowhere',
      { message: 'unable to open supervise/lock', code: 'ENOENT' },
      (home) => symlinkSync('/no/such/parent/x', `${home}/supervise`),
    ],
    [
      'with a file for control',
      { message: 'supervise/control exists but is not a fifo' },
      (home) => program(`${home}/supervise/control`, ''),
    ],
    [
      'with a file for ok',
      { message: 'supervise/ok exists but is not a fifo' },
      (home) => program(`${home}/supervise/ok`, ''),
    ],
  ];
  it.each(cases)('%s: told of, not started, and tried again when it is mended', async (_, facts, make) => {
    const { lab, expectHealthy, ...hosted } = await beside((lab) => {
      make(lab.define('bad'));
      lab.link('bad');
    });
    await told(hosted, { subject: 'bad', level: 'fatal', ...facts });
    expect(lab.lives('bad')).toEqual([]);
    await expectHealthy();
    rmSync(`${lab.home('bad')}/supervise`, { recursive: true });
    hosted.runsvdir.send({ type: 'scan.ticked' });
    await lab.running('bad');
    expect(hosted.diagnostics).toHaveLength(1);
  });

  it('whose record of a process cannot be read: nothing is started until it can', async () => {
    const { lab, expectHealthy, ...hosted } = await beside((lab) => {
      mkdirSync(`${lab.define('bad')}/supervise`);
      // What reads with EIO.
      symlinkSync('/proc/self/mem', `${lab.home('bad')}/supervise/child`);
      lab.link('bad');
    });
    const message = 'unable to look for the process of the last runsv, waiting';
    await until('it has looked twice', () => hosted.diagnostics.length > 1);
    expect(hosted.diagnostics[1]).toMatchObject({ subject: 'bad', level: 'warning', message, code: 'EIO' });
    expect(lab.lives('bad')).toEqual([]);
    await expectHealthy();
    rmSync(`${lab.home('bad')}/supervise/child`);
    const pid = await lab.running('bad');
    expect(lab.lives('bad')).toEqual([pid]);
  });

  it.skipIf(!canMount)('on a read-only file system (needs permission to mount)', async () => {
    const disk = tinyFileSystem()!;
    mkdirSync(`${disk.path}/supervise`);
    disk.readOnly();
    const { expectHealthy, ...hosted } = await beside(
      (lab) => symlinkSync(`${disk.path}/supervise`, `${lab.define('bad')}/supervise`) ?? lab.link('bad'),
    );
    await told(hosted, { subject: 'bad', message: 'unable to open supervise/lock', code: 'EROFS' });
    await expectHealthy();
  });

  it.skipIf(!canMount)(
    'R20: on a full file system: the service runs and takes orders (needs permission to mount)',
    async () => {
      const disk = tinyFileSystem()!;
      const { lab, expectHealthy, ...hosted } = await beside((lab) => {
        symlinkSync(`${disk.path}/supervise`, `${lab.define('bad')}/supervise`);
        lab.link('bad');
      });
      const pid = await lab.running('bad');
      fill(disk.path);
      lab.control('bad', 'p');
      await told(hosted, {
        subject: 'bad',
        level: 'warning',
        message: 'unable to write supervise/stat.new',
        code: 'ENOSPC',
      });
      expect(lab.stat('bad')).toBe('run');
      empty(disk.path);
      await until('the files are true again, unasked', () => lab.stat('bad') === 'run, paused');
      expect(lab.lives('bad')).toEqual([pid]);
      await expectHealthy();
      expect(hosted.diagnostics).toHaveLength(1);
    },
  );

  it.skipIf(!canMount)(
    'R26: on a file system that is full from the beginning: nothing is started that a successor would not find (needs permission to mount)',
    async () => {
      const disk = tinyFileSystem()!;
      mkdirSync(`${disk.path}/supervise`);
      fill(disk.path);
      const { lab, expectHealthy, ...hosted } = await beside((lab) => {
        symlinkSync(`${disk.path}/supervise`, `${lab.define('bad')}/supervise`);
        lab.link('bad');
      });
      const message = 'unable to write supervise/child, sleeping';
      await told(hosted, { subject: 'bad', level: 'warning', message, code: 'ENOSPC' });
      await expectHealthy();
      expect(lab.lives('bad')).toEqual([]);
      empty(disk.path);
      const pid = await lab.running('bad');
      expect(readFileSync(`${disk.path}/supervise/child`, 'latin1')).toContain(`${pid} `);
      await expectHealthy();
    },
  );
});

describe('a directory that changes while its service runs', () => {
  it('renamed: the same process, under control by its new path', async () => {
    const { lab, expectHealthy, diagnostics } = await beside((lab) => {
      mkdirSync(`${lab.services}/plain`);
      lab.define('moved');
      lab.link('moved');
    });
    const pid = await lab.running('moved');
    renameSync(`${lab.services}/moved`, `${lab.services}/renamed`);
    await expectHealthy();
    lab.control('moved', 'p');
    await until('it takes orders', () => lab.stat('moved').includes('paused'));
    expect(lab.alive('moved')).toEqual([pid]);
    expect(diagnostics.filter(({ subject }) => subject === 'moved')).toEqual([]);
  });

  it('its link removed: the service stops', async () => {
    const { lab, expectHealthy } = await beside((lab) => lab.add('leaving'));
    await lab.running('leaving');
    unlinkSync(`${lab.services}/leaving`);
    await until('it has ended', () => lab.alive('leaving').length === 0);
    await expectHealthy();
  });

  it('D06: replaced by another: the old one stops before the new one starts', async () => {
    const { lab, expectHealthy } = await beside((lab) => {
      lab.add('old');
      lab.define('new');
    });
    const pid = await lab.running('old');
    unlinkSync(`${lab.services}/old`);
    lab.link('new', 'old');
    await lab.running('new');
    expect(lab.alive('old')).toEqual([]);
    expect(lab.lives('old')).toEqual([pid]);
    await expectHealthy();
  });

  it('replaced by another, and called back by a letter that was on its way: goes all the same, and the new one starts', async () => {
    const { lab, expectHealthy } = await beside((made) => {
      made.define('old', "#!/bin/sh\ntrap 'echo >>terms' TERM\necho $$ >>pids\nwhile :; do sleep 0.05; done\n");
      made.link('old', 'name');
    });
    await lab.running('old');
    const control = openSync(`${lab.home('old')}/supervise/control`, constants.O_WRONLY | constants.O_NONBLOCK);
    lab.define('new');
    unlinkSync(`${lab.services}/name`);
    lab.link('new', 'name');
    const terms = (count: number) =>
      until(`TERM comes, ${count}`, () => readFileSync(`${lab.home('old')}/terms`).length === count);
    await terms(1);
    writeSync(control, 'u');
    await terms(2);
    writeSync(control, 'k');
    closeSync(control);
    await lab.running('new');
    expect([lab.alive('old'), lab.lives('old').length]).toEqual([[], 1]);
    await expectHealthy();
  });

  it('R19: its supervise removed under it: made again with the true records, unasked', async () => {
    const { lab, expectHealthy, diagnostics } = await beside((lab) => lab.add('hollow'));
    const pid = await lab.running('hollow');
    const child = readFileSync(`${lab.home('hollow')}/supervise/child`, 'latin1');
    rmSync(`${lab.home('hollow')}/supervise`, { recursive: true });
    expect(await lab.running('hollow')).toBe(pid);
    expect(readFileSync(`${lab.home('hollow')}/supervise/child`, 'latin1')).toBe(child);
    lab.control('hollow', 'p');
    await until('it takes orders', () => lab.stat('hollow') === 'run, paused');
    expect(lab.lives('hollow')).toEqual([pid]);
    expect(diagnostics).toEqual([]);
    await expectHealthy();
  });

  it('its lock removed under it: made again, unasked, so that it keeps others out', async () => {
    const { lab, expectHealthy, diagnostics } = await beside((lab) => lab.add('unlocked'));
    const pid = await lab.running('unlocked');
    const lock = `${lab.home('unlocked')}/supervise/lock`;
    rmSync(lock);
    await until('it is there again', () => existsSync(lock));
    lab.control('unlocked', 'p');
    await until('it takes orders', () => lab.stat('unlocked') === 'run, paused');
    expect(lab.lives('unlocked')).toEqual([pid]);
    expect(diagnostics).toEqual([]);
    await expectHealthy();
  });

  it('the locks of many removed under them: all are made again', async () => {
    const names = Array.from({ length: 24 }, (_, index) => `unlocked-${index}`);
    const { lab, expectHealthy, diagnostics } = await beside((lab) => {
      for (const name of names) lab.add(name);
    });
    for (const name of names) await lab.running(name);
    const locks = names.map((name) => `${lab.home(name)}/supervise/lock`);
    for (const lock of locks) rmSync(lock);
    await until('they are there again', () => locks.every((lock) => existsSync(lock)));
    expect(diagnostics).toEqual([]);
    await expectHealthy();
  });

  it('its supervise removed under it: stopped as any other when its link goes', async () => {
    const { lab, expectHealthy } = await beside((lab) => lab.add('hollow'));
    const pid = await lab.running('hollow');
    rmSync(`${lab.home('hollow')}/supervise`, { recursive: true });
    unlinkSync(`${lab.services}/hollow`);
    await until('it has ended', () => lab.alive('hollow').length === 0);
    expect(lab.lives('hollow')).toEqual([pid]);
    await expectHealthy();
  });
});

it.each(['with space', 'line\nbreak', '-dash', 'ümlaut', 'no\udcffutf8', '$(reboot)', '%s%n'])(
  'a service named %j runs and takes orders',
  async (name) => {
    const lab = new Lab();
    lab.add(name);
    const { diagnostics } = host(lab.services);
    const pid = await lab.running(name);
    lab.control(name, 'p');
    await until('it takes orders', () => lab.stat(name) === 'run, paused');
    expect(lab.alive(name)).toEqual([pid]);
    expect(diagnostics).toEqual([]);
  },
);

it('a burst of junk and letters on one control FIFO holds up nobody', async () => {
  const { lab, expectHealthy, diagnostics } = await beside((lab) => lab.add('noisy'));
  const pid = await lab.running('noisy');
  lab.control('noisy', Buffer.alloc(65_536, `${'z\0\n'.repeat(1000)}pc`));
  await expectHealthy();
  // Full until then.
  await until('there is room for a letter', () => {
    lab.control('noisy', 'o');
    return true;
  });
  await until('all is read', () => lab.stat('noisy').includes('want down'));
  expect(lab.lives('noisy')).toEqual([pid]);
  expect(diagnostics).toEqual([]);
});
