import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareHosted } from '../../runtime/rsvlog/hosted.ts';
import { temporary } from '../support/temporary.ts';

const RSVLOG = resolve(import.meta.dirname, '../../dist/bin/rsvlog');
const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;
const ACCOUNT = 'USERGROUP=nobody:nogroup\n';

/** A log service whose logs are in `base`, which belongs to nobody; beside it are files of root's. */
class Service {
  readonly root = temporary();
  readonly log = join(this.root, 'web/log');

  constructor(conf = ACCOUNT) {
    chmodSync(this.root, 0o755);
    for (const path of ['web/log', 'base', 'victim']) mkdirSync(join(this.root, path), { recursive: true });
    chownSync(join(this.root, 'base'), NOBODY, NOBODY);
    writeFileSync(join(this.root, 'victim/file'), '');
    symlinkSync(RSVLOG, join(this.log, 'run'));
    writeFileSync(join(this.log, 'conf'), `SV_LOG_BASE=${this.root}/base\n${conf}`);
  }

  run() {
    const { status, stderr } = spawnSync('./run', { cwd: this.log, input: 'one\n', encoding: 'utf8' });
    return { status, stderr: stderr.replaceAll(this.root, '') };
  }

  /** What nobody does. */
  nobody(script: string): void {
    const { status, stderr } = spawnSync('sh', ['-ec', script], { cwd: this.root, uid: NOBODY, gid: NOBODY });
    expect([status, String(stderr)]).toEqual([0, '']);
  }

  owners(...paths: string[]): string[] {
    return paths.map((path) => {
      const { uid, gid } = lstatSync(join(this.root, path));
      return `${path} ${uid}:${gid}`;
    });
  }

  /** That nothing of root's has been given away, nor made beside it. */
  expectVictim(): void {
    expect(this.owners('victim', 'victim/file')).toEqual(['victim 0:0', 'victim/file 0:0']);
    expect(readdirSync(join(this.root, 'victim'))).toEqual(['file']);
  }
}

const refused = (path: string) => ({
  status: 111,
  stderr: `rsvlog: fatal: unable to follow ${path}: somebody else may have put that symbolic link there\n`,
});
const byHand = (path: string) => ({
  status: 111,
  stderr: `rsvlog: fatal: ${path} is not the account's, and others may write beside it: chown it by hand\n`,
});
const DONE = { status: 0, stderr: '' };

describe.skipIf(!isRoot)('rsvlog as root (needs root)', () => {
  it('gives the directory that it has made, again and again', () => {
    const service = new Service();
    expect([service.run(), service.run()]).toEqual([DONE, DONE]);
    expect(service.owners('base/web', 'base/web/current')).toEqual([
      `base/web ${NOBODY}:${NOBODY}`,
      `base/web/current ${NOBODY}:${NOBODY}`,
    ]);
    expect(readFileSync(join(service.root, 'base/web/current'), 'utf8')).toMatch(/^@\w+ one\n@\w+ one\n$/);
  });

  it('gives nothing away through a link in the place of the logs', () => {
    const service = new Service(`${ACCOUNT}CURRENT_LOG_FILE=web.log\n`);
    expect(service.run()).toEqual(DONE);
    service.nobody('cd base; mv web old; ln -s ../victim web');
    expect(service.run()).toEqual(refused('/base/web'));
    service.expectVictim();
  });

  it.each([
    ['in the place of logs that were not there yet', 'web', ''],
    ['in the place of a directory on the way', 'a', 'SV_LOGDIR=a/b\n'],
  ])('follows no link %s', (_, name, conf) => {
    const service = new Service(ACCOUNT + conf);
    mkdirSync(join(service.root, 'victim/b'));
    service.nobody(`ln -s ../victim base/${name}`);
    expect(service.run()).toEqual(refused(`/base/${name}`));
    expect(service.owners('victim', 'victim/b')).toEqual(['victim 0:0', 'victim/b 0:0']);
  });

  it("T11: follows no link of root's that somebody else may have moved there", () => {
    const service = new Service();
    symlinkSync('../victim', join(service.root, 'base/mine'));
    service.nobody('mv base/mine base/web');
    expect(service.run()).toEqual(refused('/base/web'));
    service.expectVictim();
  });

  it("follows root's links where nobody else may put any", () => {
    const service = new Service();
    mkdirSync(join(service.root, 'shelf/elsewhere'), { recursive: true });
    symlinkSync('elsewhere', join(service.root, 'shelf/web'));
    writeFileSync(join(service.log, 'conf'), `SV_LOG_BASE=${service.root}/shelf\n${ACCOUNT}`);
    expect(service.run()).toEqual(DONE);
    expect(service.owners('shelf/elsewhere/current')).toEqual([`shelf/elsewhere/current ${NOBODY}:${NOBODY}`]);
  });

  it('T12: gives no directory away that it has not made where others may write', () => {
    const service = new Service();
    mkdirSync(join(service.root, 'base/web'));
    expect(service.run()).toEqual(byHand('/base/web'));
    expect(service.owners('base/web')).toEqual(['base/web 0:0']);
    chownSync(join(service.root, 'base/web'), NOBODY, 0);
    expect(service.run()).toEqual(DONE);
    expect(service.owners('base/web')).toEqual([`base/web ${NOBODY}:0`]);
  });

  it('is as careful with a directory main', () => {
    const service = new Service();
    mkdirSync(join(service.log, 'main'));
    chmodSync(service.log, 0o777);
    expect(service.run()).toEqual(byHand('/web/log/main'));
    chmodSync(service.log, 0o755);
    expect(service.run()).toEqual(DONE);
    expect(service.owners('web/log/main')).toEqual([`web/log/main ${NOBODY}:${NOBODY}`]);
  });

  it('T08: gives regular files that have one name, and nothing else', () => {
    const service = new Service(`${ACCOUNT}SV_LOG_BASE=${'$'}PWD/..\nSV_LOGDIR=logs\n`);
    const make = 'mkdir logs; cd logs; echo >old; mkfifo fifo; mkdir below; ln -s old link; ln ../../victim/file twice';
    spawnSync('sh', ['-ec', make], { cwd: join(service.root, 'web') });
    expect(service.run()).toEqual(DONE);
    expect(service.owners(...['old', 'fifo', 'below', 'link', 'twice'].map((name) => `web/logs/${name}`))).toEqual([
      `web/logs/old ${NOBODY}:${NOBODY}`,
      'web/logs/fifo 0:0',
      'web/logs/below 0:0',
      'web/logs/link 0:0',
      'web/logs/twice 0:0',
    ]);
  });

  it('puts no second name through a link in the directory of the logs', () => {
    const service = new Service(`${ACCOUNT}CURRENT_LOG_FILE=sub/web.log\n`);
    service.nobody('mkdir base/web; ln -s ../../victim base/web/sub');
    expect(service.run()).toEqual(refused('/base/web/sub'));
    service.expectVictim();
  });

  it('does not log through such a link as root either, as a program or hosted', () => {
    const service = new Service('');
    service.nobody('ln -s ../victim base/web');
    expect(service.run()).toEqual(refused('/base/web'));
    expect(() => prepareHosted(`${service.log}/`)).toThrow(/somebody else may have put that symbolic link there$/);
    service.expectVictim();
  });
});
