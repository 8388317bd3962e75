import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, lchownSync, linkSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openLog } from '../../../runtime/ui/log-place.ts';
import { LogHouse } from './support/log-house.ts';

const isRoot = process.getuid?.() === 0;
const [LOGGER, OTHER] = [65533, 65534];

const seen = (text: string, isPrivate = false) => ({ text, isPrivate });

describe('the newest log', () => {
  it.each([
    ['#!/bin/sh\nexec svlogd -tt ./here ./there\n', 'here'],
    ['#!/bin/sh\nexec chpst -u log /usr/bin/svlogd -b 2048 "here"\n', 'here'],
    ['#!/bin/sh\nexec svlogd ../log/here\n', 'here'],
    ['#!/bin/sh\n# svlogd ./there\nexec svlogd -tt $DIR\n', 'main'],
    ['#!/bin/sh\nexec logger\n', 'main'],
    ['#!/bin/sh\nexec svlogd ./nowhere\n', 'main'],
    ['#!/bin/sh\nexec svlogd /no/such\n', 'main'],
  ])('of %j is %s', (run, expected) => {
    const house = new LogHouse();
    house.file('log/run', run, 0o755);
    for (const name of ['here', 'there', 'main']) house.file(`log/${name}/current`, name);
    expect(house.opened).toEqual(seen(expected));
  });

  it('is where an absolute name leads, or a script that many share', () => {
    const house = new LogHouse();
    house.file('elsewhere/current', 'elsewhere');
    symlinkSync(house.file('logger', `exec svlogd ${house.path('elsewhere')}\n`), house.path('log/run'));
    expect(house.opened).toEqual(seen('elsewhere'));
  });

  it('is told of nowhere where there is none', () => {
    expect(new LogHouse().opened).toBeUndefined();
    expect(openLog('/no/such')).toBeUndefined();
  });

  it('is looked for without waiting for a run that is a FIFO, and in the beginning of an endless one', () => {
    const house = new LogHouse();
    house.file('log/main/current', 'main');
    execFileSync('mkfifo', [house.path('log/run')]);
    expect(house.opened).toEqual(seen('main'));
    rmSync(house.path('log/run'));
    symlinkSync('/dev/zero', house.path('log/run'));
    expect(house.opened).toEqual(seen('main'));
    rmSync(house.path('log/run'));
    house.file('log/run', '');
    execFileSync('truncate', ['-s', '8G', house.path('log/run')]);
    expect(house.opened).toEqual(seen('main'));
  });
});

describe('who may read it besides', () => {
  it.each([
    ['everybody', 'log/main', 0o755, false],
    ['nobody, by its directory', 'log/main', 0o750, true],
    ['nobody, by one above', 'log', 0o2700, true],
    ['who knows its name', 'log/main', 0o711, false],
    ['nobody, by its own mode', 'log/main/current', 0o640, true],
  ])('%s', (_, name, mode, isPrivate) => {
    const house = new LogHouse();
    house.file('log/main/current', 'one');
    chmodSync(house.path(name), mode);
    expect(house.opened).toEqual(seen('one', isPrivate));
  });

  it('is as it is where a link leads', () => {
    const house = new LogHouse();
    house.file('private/web/current', 'one');
    chmodSync(house.path('private'), 0o700);
    symlinkSync('../private/web', house.path('log/main'));
    expect(house.opened).toEqual(seen('one', true));
  });
});

describe('what somebody has put in its place', () => {
  const NO_FILE = 'Error: /log/main/current is no regular file';
  it.each([
    ['a symbolic link', (path: string) => symlinkSync('/etc/passwd', path)],
    ['a FIFO', (path: string) => execFileSync('mkfifo', [path])],
    ['a directory', (path: string) => mkdirSync(path)],
  ])('%s is not opened', (_, plant) => {
    const house = new LogHouse();
    mkdirSync(house.path('log/main'));
    plant(house.path('log/main/current'));
    expect(house.opened).toBe(NO_FILE);
  });

  it('a loop of links has an end', () => {
    const house = new LogHouse();
    symlinkSync('main', house.path('log/main'));
    expect(house.opened).toBe('Error: unable to open the log: symbolic link loop');
  });

  it('another name of a file that not everybody may read is not shown', () => {
    const house = new LogHouse();
    const secret = house.file('secret', 'secret', 0o600);
    mkdirSync(house.path('log/main'));
    linkSync(secret, house.path('log/main/current'));
    expect(house.opened).toBe("Error: /log/main/current may be somebody else's file: it is not shown");
    chmodSync(secret, 0o644);
    expect(house.opened).toEqual(seen('secret'));
  });

  describe.skipIf(!isRoot)('where root looks (needs root)', () => {
    /** The logs of `web`, which are its logger's own. */
    const house = (): LogHouse => {
      const made = new LogHouse();
      made.file('logs/web/current', 'one', 0o640);
      for (const name of ['logs/web', 'logs/web/current']) chownSync(made.path(name), LOGGER, LOGGER);
      return made;
    };

    it('a link of root, and one of whom the logs belong to, are followed', () => {
      const made = house();
      symlinkSync('../logs/web', made.path('log/main'));
      expect(made.opened).toEqual(seen('one', true));
      lchownSync(made.path('log/main'), LOGGER, LOGGER);
      expect(made.opened).toEqual(seen('one', true));
    });

    it('a link of somebody else is not', () => {
      const made = house();
      symlinkSync('../logs/web', made.path('log/main'));
      lchownSync(made.path('log/main'), OTHER, OTHER);
      expect(made.opened).toBe("Error: /log/main leads to somebody else's files by the symbolic link main");
    });

    it('nor is one on the way to a link of root', () => {
      const made = house();
      made.file('logs/secret/current', 'secret', 0o600);
      symlinkSync('logs', made.path('way'));
      lchownSync(made.path('way'), LOGGER, LOGGER);
      symlinkSync('../way/secret', made.path('log/main'));
      expect(made.opened).toBe("Error: /log/main leads to somebody else's files by the symbolic link way");
    });

    it('a file of root that was moved there is not shown, unless everybody may read it', () => {
      const made = house();
      made.file('logs/secret', 'secret', 0o600);
      renameSync(made.path('logs/secret'), made.path('logs/web/current'));
      symlinkSync('../logs/web', made.path('log/main'));
      expect(made.opened).toBe("Error: /logs/web/current may be somebody else's file: it is not shown");
      chmodSync(made.path('logs/web/current'), 0o644);
      expect(made.opened).toEqual(seen('secret'));
    });
  });
});
